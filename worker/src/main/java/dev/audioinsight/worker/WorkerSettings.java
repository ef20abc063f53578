package dev.audioinsight.worker;

import dev.audioinsight.worker.kafka.KafkaSettings;

/**
 * How a worker runs. Immutable.
 *
 * @param kafka how it deals with Kafka
 * @param threads size of the inference pool
 * @param fetchThreads how many jobs' audio may be fetched at once
 * @param name host and slot, as results name it
 * @param version as results name it
 */
public record WorkerSettings(
    KafkaSettings kafka, int threads, int fetchThreads, String name, String version) {
  /** Of network waits, which cost next to no processor. */
  public static final int DEFAULT_FETCH_THREADS = 8;

  /** As the other, with the default number of fetch threads. */
  public WorkerSettings(KafkaSettings kafka, int threads, String name, String version) {
    this(kafka, threads, DEFAULT_FETCH_THREADS, name, version);
  }

  public WorkerSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("at least 1 inference thread, not " + threads);
    }
    if (fetchThreads < 1) {
      throw new IllegalArgumentException("at least 1 fetch thread, not " + fetchThreads);
    }
  }
}
