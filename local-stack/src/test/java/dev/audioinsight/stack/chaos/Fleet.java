package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.WorkerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The worker processes, by slot: who runs, who was ended on purpose, and who has ended by himself
 * and is started again, as an orchestrator does it. Confined to one thread at a time.
 */
final class Fleet implements AutoCloseable {
  /** After so long a silence the group gives a member up, with both protocols. */
  static final Duration SESSION = Duration.ofSeconds(6);

  private final Launcher launcher;
  private final Map<String, String> properties;
  private final FlightRecorder recorder;
  private final Map<Integer, WorkerProcess> running = new TreeMap<>();
  private final Map<Integer, WorkerProcess> leaving = new HashMap<>();
  private final List<Process> helpers = new ArrayList<>();
  private int endedByThemselves;

  /** Starts a worker process. */
  interface Launcher {
    /**
     * @param properties of Kafka
     */
    WorkerProcess start(Map<String, String> properties);
  }

  /**
   * @param protocol of the group
   * @param properties of Kafka, beside those that each worker of the chaos has
   */
  Fleet(
      Launcher launcher, String protocol, Map<String, String> properties, FlightRecorder recorder) {
    this.launcher = launcher;
    this.recorder = recorder;
    this.properties = new HashMap<>();
    this.properties.put("group.protocol", protocol);
    if (protocol.equals("classic")) {
      this.properties.put("consumer.session.timeout.ms", Long.toString(SESSION.toMillis()));
      this.properties.put("consumer.heartbeat.interval.ms", "1000");
    }
    // The open transaction of a killed worker keeps its successor waiting for so long.
    this.properties.put("producer.transaction.timeout.ms", "10000");
    this.properties.putAll(properties);
  }

  /** The name under which the proxy knows this worker. */
  static String client(int slot) {
    return "worker-" + slot;
  }

  /** Starts a worker, unless one runs in this slot. */
  void start(int slot) {
    if (running.containsKey(slot)) {
      return;
    }
    Map<String, String> all = new HashMap<>(properties);
    all.put("client.id", client(slot));
    WorkerProcess worker = launcher.start(all);
    running.put(slot, worker);
    recorder.watch(client(slot), worker);
  }

  /** {@code kill -9}. */
  void kill(int slot) throws InterruptedException {
    WorkerProcess worker = running.remove(slot);
    if (worker != null) {
      worker.kill();
    }
  }

  /** SIGTERM; the worker drains while others go on. */
  void askToLeave(int slot) {
    WorkerProcess worker = running.remove(slot);
    if (worker != null) {
      worker.askToEnd();
      leaving.put(slot, worker);
    }
  }

  /** Waits for the end of a worker that was asked to leave. */
  void awaitLeft(int slot) throws InterruptedException {
    WorkerProcess worker = leaving.remove(slot);
    if (worker != null) {
      int exitCode = worker.terminate();
      recorder.note(client(slot) + " left with exit code " + exitCode);
    }
  }

  /**
   * Stops a worker with SIGSTOP for so long. A helper of the shell does it, so that the worker goes
   * on, and finds out that it is an orphan, even if this process is killed meanwhile.
   */
  void freeze(int slot, Duration length) throws IOException {
    WorkerProcess worker = running.get(slot);
    if (worker != null) {
      String pid = Long.toString(worker.pid());
      helpers.add(
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "kill -STOP $0 && sleep $1 && kill -CONT $0",
                  pid,
                  Long.toString(length.toSeconds()))
              .start());
    }
  }

  /** Whether the worker of this slot has said so. */
  boolean hasSaid(int slot, String words) {
    return running.get(slot).hasPrinted(words);
  }

  /** Starts again who has ended by himself. */
  void look() {
    for (int slot : List.copyOf(running.keySet())) {
      if (!running.get(slot).isAlive()) {
        endedByThemselves++;
        recorder.note(client(slot) + " has ended by itself and is started again");
        running.remove(slot);
        start(slot);
      }
    }
  }

  /** How many workers ended without being asked to. */
  int endedByThemselves() {
    return endedByThemselves;
  }

  /** Ends all in order, and waits until they have drained. */
  void drain() throws InterruptedException {
    List<Integer> slots = List.copyOf(running.keySet());
    slots.forEach(this::askToLeave);
    for (int slot : List.copyOf(leaving.keySet())) {
      awaitLeft(slot);
    }
  }

  @Override
  public void close() {
    running.values().forEach(WorkerProcess::close);
    leaving.values().forEach(WorkerProcess::close);
    for (Process helper : helpers) {
      try {
        helper.waitFor(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
