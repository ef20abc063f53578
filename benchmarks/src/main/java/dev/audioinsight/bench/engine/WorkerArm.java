package dev.audioinsight.bench.engine;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;

/** This project's worker, as it is shipped, with the synthetic job in place of the analysis. */
final class WorkerArm {
  private WorkerArm() {}

  static void start(ArmSettings settings, SyntheticWork work, Delivery delivery) {
    Worker.start(
        new WorkerSettings(settings.worker(delivery), settings.pool(), "bench", "bench"), work);
  }
}
