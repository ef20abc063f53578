package dev.audioinsight.bench.engine;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;

/** This project's worker, as it is shipped, with the synthetic job in place of the analysis. */
final class WorkerArm {
  private WorkerArm() {}

  static void start(ArmSettings settings, SyntheticWork work, Delivery delivery) {
    Worker.start(
        new WorkerSettings(settings.worker(delivery), settings.pool(), "bench", "bench"),
        work,
        new WorkerMetrics(work.meter().turns().registry()),
        new SnapshotHolder());
  }
}
