package dev.audioinsight.bench.engine;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;
import java.util.Optional;

/** This project's worker, as it is shipped, with the synthetic job in place of the analysis. */
final class WorkerArm {
  private WorkerArm() {}

  static void start(ArmSettings settings, SyntheticWork work, Delivery delivery) {
    KafkaSettings shipped = KafkaSettings.of(settings.bootstrapServers());
    KafkaSettings kafka =
        new KafkaSettings(
            settings.bootstrapServers(),
            settings.group(),
            Optional.of("0"),
            settings.jobs(),
            settings.results(),
            settings.deadLetters(),
            delivery,
            shipped.maxInFlightJobs(),
            shipped.maxInFlightBytes(),
            shipped.acceptUnreadableMetadata(),
            shipped.drainLimit(),
            shipped.retries(),
            ArmSettings.SESSION);
    Worker.start(new WorkerSettings(kafka, settings.pool(), "bench", "bench"), work);
  }
}
