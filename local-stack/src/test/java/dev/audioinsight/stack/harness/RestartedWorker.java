package dev.audioinsight.stack.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A worker that is started again each time it has died, as an orchestrator does it; by the test's
 * own thread, whenever it looks. Confined to that thread.
 */
public final class RestartedWorker implements AutoCloseable {
  private final Supplier<WorkerProcess> lives;
  private final List<WorkerProcess> dead = new ArrayList<>();
  private WorkerProcess life;

  /**
   * @param lives starts a process
   */
  public RestartedWorker(Supplier<WorkerProcess> lives) {
    this.lives = lives;
    this.life = lives.get();
  }

  /** Starts it again if it has died. */
  public void look() {
    if (!life.isAlive()) {
      dead.add(life);
      life = lives.get();
    }
  }

  /** {@code kill -9}, from outside; it is started again at the next look. */
  public void kill() throws InterruptedException {
    life.kill();
  }

  /** How often it has died. */
  public int deaths() {
    return dead.size();
  }

  /** The processes that have died. */
  public List<WorkerProcess> dead() {
    return dead;
  }

  /** What all of its lives have printed. */
  public String output() {
    StringBuilder all = new StringBuilder();
    dead.forEach(past -> all.append(past.output()).append('\n'));
    return all.append(life.output()).toString();
  }

  @Override
  public void close() {
    life.close();
  }
}
