package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** A worker in this process, with what there is to see of its troubles. Thread-safe. */
final class WatchedWorker implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SnapshotHolder snapshots = new SnapshotHolder();
  private final Worker worker;

  WatchedWorker(KafkaSettings settings) {
    worker =
        Worker.start(
            new WorkerSettings(settings, 2, "test/in-process", "test"),
            new ObedientProcessor(),
            new WorkerMetrics(meters),
            snapshots);
  }

  /** Waits until this is what keeps it from being ready. */
  void awaitTrouble(String text) {
    await().atMost(LIMIT).until(() -> snapshots.latest().trouble().orElse("").contains(text));
  }

  /** Waits until it works, and nothing is wrong. */
  void awaitReady() {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                snapshots.latest().state() == WorkerSnapshot.State.RUNNING
                    && snapshots.latest().groupJoined()
                    && snapshots.latest().trouble().isEmpty());
  }

  /** Waits until it has ended by itself, and returns its last word. */
  String awaitLastWord() throws InterruptedException {
    assertThat(worker.awaitEnd(LIMIT)).as("it ends by itself").isTrue();
    return String.valueOf(worker.failure().getMessage());
  }

  int exitCode() {
    return worker.exitCode();
  }

  Throwable failure() {
    return worker.failure();
  }

  /** How often this kind of trouble was met. */
  int met(String kind) {
    return (int) meters.get("audio.insight.broker.troubles").tag("kind", kind).counter().count();
  }

  /** How many partitions it took over from an owner that had died, as far as it could tell. */
  int deaths() {
    return (int) meters.get("audio.insight.owner.deaths").counter().count();
  }

  WorkerSnapshot snapshot() {
    return snapshots.latest();
  }

  @Override
  public void close() {
    worker.close();
  }
}
