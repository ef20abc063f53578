package dev.audioinsight.worker.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A pool with a thread for each task, begun at once: any order in which a pool of few threads can
 * take tasks is one in which these can. Confined to the thread that submits, or to one task of it
 * at a time.
 */
public final class OwnThreads extends AbstractExecutorService {
  private final List<Thread> threads = new ArrayList<>();

  @Override
  public void execute(Runnable task) {
    Thread thread = new Thread(task);
    threads.add(thread);
    thread.start();
  }

  /** Waits until all tasks have ended, those too that a task has begun. */
  public void join() throws InterruptedException {
    for (int i = 0; i < threads.size(); i++) {
      threads.get(i).join();
    }
  }

  @Override
  public void shutdown() {
    // Each thread ends with its task.
  }

  @Override
  public List<Runnable> shutdownNow() {
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    join();
    return true;
  }
}
