package dev.audioinsight.stack;

/** The topics of a local stack, under the names that worker and CLI take by default. */
final class StackTopics {
  static final String JOBS = "audio.jobs";
  static final String RESULTS = "audio.results";
  static final String DEAD_LETTERS = "audio.jobs.dlq";

  private static final int JOB_PARTITIONS = 6;

  private StackTopics() {}

  static void create(EmbeddedKafka kafka) {
    kafka.createTopics(JOB_PARTITIONS, JOBS);
    kafka.createTopics(1, RESULTS, DEAD_LETTERS);
  }
}
