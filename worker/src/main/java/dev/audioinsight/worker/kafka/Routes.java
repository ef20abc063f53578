package dev.audioinsight.worker.kafka;

/**
 * Where records come from and go to. Immutable.
 *
 * @param jobs topic of the jobs
 * @param results topic of the results
 * @param deadLetters topic of the dead letters
 * @param group the consumer group
 */
record Routes(String jobs, String results, String deadLetters, String group) {

  /** A longer key of a job is not the key of its result; the job id is. */
  static final int MAX_KEY_BYTES = 4_096;

  /** A longer trace header is not copied to the result. */
  static final int MAX_HEADER_BYTES = 2_048;
}
