package dev.audioinsight.worker;

import dev.audioinsight.worker.kafka.KafkaSettings;

/**
 * How a worker runs. Immutable.
 *
 * @param kafka how it deals with Kafka
 * @param threads size of the inference pool
 * @param name host and slot, as results name it
 * @param version as results name it
 */
public record WorkerSettings(KafkaSettings kafka, int threads, String name, String version) {
  public WorkerSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 inference thread, not " + threads);
    }
  }
}
