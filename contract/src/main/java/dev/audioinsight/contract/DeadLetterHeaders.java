package dev.audioinsight.contract;

import java.util.Set;

/**
 * The headers of a dead letter: where its record stood, under the names and encodings that
 * spring-kafka gave them, and what this project adds. Text is UTF-8; numbers are big-endian, 4
 * bytes for the partition and 8 for offset and timestamp. Immutable.
 */
public final class DeadLetterHeaders {
  /** All of spring-kafka's names begin so. */
  public static final String ECOSYSTEM_PREFIX = "kafka_dlt-";

  public static final String TOPIC = "kafka_dlt-original-topic";
  public static final String PARTITION = "kafka_dlt-original-partition";
  public static final String OFFSET = "kafka_dlt-original-offset";
  public static final String TIMESTAMP = "kafka_dlt-original-timestamp";
  public static final String GROUP = "kafka_dlt-original-consumer-group";
  public static final String EXCEPTION = "kafka_dlt-exception-fqcn";
  public static final String MESSAGE = "kafka_dlt-exception-message";

  /** The stable code of the failure, in text. */
  public static final String CODE = "audio-insight-error-code";

  /** The id of the job; on a job's own record, the id of a job that names none. */
  public static final String JOB_ID = "audio-insight-job-id";

  /** Says, in decimal, how many bytes the value has that was left behind: this is a reference. */
  public static final String VALUE_OMITTED = "audio-insight-value-omitted";

  /** Says, in decimal, how many of the record's own headers a reference left behind. */
  public static final String HEADERS_OMITTED = "audio-insight-headers-omitted";

  private static final Set<String> OWN = Set.of(CODE, VALUE_OMITTED, HEADERS_OMITTED);

  private DeadLetterHeaders() {}

  /** Whether the header tells of a dead letter, and so was never the sender's. */
  public static boolean isOfDeadLetter(String name) {
    return name.startsWith(ECOSYSTEM_PREFIX) || OWN.contains(name);
  }
}
