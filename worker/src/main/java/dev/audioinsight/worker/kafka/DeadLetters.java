package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.JobRecord;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes dead letters: the record as it came, and headers that say where it stood and why it is
 * here, under the names that spring-kafka gave them. A record too large to be sent again leaves its
 * value, and if need be its key and headers, where they are: topic, partition and offset find them.
 * Thread-safe.
 */
final class DeadLetters {
  static final String TOPIC = "kafka_dlt-original-topic";
  static final String PARTITION = "kafka_dlt-original-partition";
  static final String OFFSET = "kafka_dlt-original-offset";
  static final String TIMESTAMP = "kafka_dlt-original-timestamp";
  static final String GROUP = "kafka_dlt-original-consumer-group";
  static final String EXCEPTION = "kafka_dlt-exception-fqcn";
  static final String MESSAGE = "kafka_dlt-exception-message";
  static final String CODE = "audio-insight-error-code";

  /** Says how many bytes the value has that was left behind. */
  static final String VALUE_OMITTED = "audio-insight-value-omitted";

  private static final int MAX_MESSAGE_LENGTH = 1_000;

  private DeadLetters() {}

  static ProducerRecord<byte[], byte[]> of(JobRecord job, JobError error, Routes routes) {
    Headers headers = new RecordHeaders();
    boolean whole = job.size() <= routes.maxResultBytes() - 4L * MAX_MESSAGE_LENGTH;
    if (whole) {
      job.headers().forEach(header -> headers.add(header.name(), header.value()));
    } else {
      headers.add(VALUE_OMITTED, Text.bytes(Long.toString(job.size())));
    }
    describe(job.source(), job.timestamp(), error, routes, headers);
    return new ProducerRecord<>(
        routes.deadLetters(),
        null,
        null,
        whole ? job.key().orElse(null) : null,
        whole ? job.value() : null,
        headers);
  }

  private static void describe(
      Source source, long timestamp, JobError error, Routes routes, Headers headers) {
    String message = error.message();
    headers
        .add(TOPIC, Text.bytes(source.topic()))
        .add(PARTITION, ByteBuffer.allocate(Integer.BYTES).putInt(source.partition()).array())
        .add(OFFSET, ByteBuffer.allocate(Long.BYTES).putLong(source.offset()).array())
        .add(TIMESTAMP, ByteBuffer.allocate(Long.BYTES).putLong(timestamp).array())
        .add(GROUP, Text.bytes(routes.group()))
        .add(EXCEPTION, Text.bytes("dev.audioinsight.contract.JobFailedException"))
        .add(
            MESSAGE,
            Text.bytes(message.substring(0, Math.min(message.length(), MAX_MESSAGE_LENGTH))))
        .add(CODE, Text.bytes(error.code().name()));
  }
}
