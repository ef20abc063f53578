package dev.audioinsight.bench.concurrency;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.harness.TurnTimes;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.engine.JobProcessor;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;

/** This worker, exactly-once: jobs run beside the polling thread. */
final class Concurrent {
  /** Nothing but memory bounds those who make a pool for each job; here this many are made. */
  private static final int POOLS_AT_ONCE = 16;

  private Concurrent() {}

  /** As it is shipped. */
  static void withOnePool(ArmSettings settings, JobProcessor processor, TurnTimes turns) {
    start(settings, settings.pool(), processor, turns);
  }

  static void withPoolPerJob(ArmSettings settings, JobProcessor processor, TurnTimes turns) {
    start(settings, POOLS_AT_ONCE, new PoolPerJob(processor, settings.pool()), turns);
  }

  private static void start(
      ArmSettings settings, int threads, JobProcessor processor, TurnTimes turns) {
    Worker.start(
        new WorkerSettings(
            settings.worker(Delivery.EXACTLY_ONCE, WaitingLoop.POLL_LIMIT),
            threads,
            "bench",
            "bench"),
        processor,
        new WorkerMetrics(turns.registry()),
        new SnapshotHolder());
  }
}
