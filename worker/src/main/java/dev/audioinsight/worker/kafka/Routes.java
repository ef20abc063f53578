package dev.audioinsight.worker.kafka;

/**
 * Where records come from and go to, and how large they may be. Immutable.
 *
 * @param jobs topic of the jobs
 * @param results topic of the results
 * @param deadLetters topic of the dead letters
 * @param group the consumer group
 * @param maxRecordBytes the largest record that the producer sends ({@code max.request.size})
 */
record Routes(String jobs, String results, String deadLetters, String group, int maxRecordBytes) {

  /** A longer key of a job is not the key of its result; the job id is. */
  static final int MAX_KEY_BYTES = 4_096;

  /** A longer trace header is not copied to the result. */
  static final int MAX_HEADER_BYTES = 2_048;

  /** What a record may need beside its value: key, trace headers and Kafka's own framing. */
  static final int OVERHEAD_BYTES = MAX_KEY_BYTES + 4 * MAX_HEADER_BYTES;

  Routes {
    if (maxRecordBytes < 4 * OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "max.request.size must be at least " + 4 * OVERHEAD_BYTES + ", not " + maxRecordBytes);
    }
  }

  /** The largest value of a result. */
  int maxResultBytes() {
    return maxRecordBytes - OVERHEAD_BYTES;
  }
}
