package dev.audioinsight.cli;

import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.Job;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of the dead-letter topic, by what its headers say. Immutable, provided that nobody
 * writes into the record.
 *
 * @param record as it was read
 * @param original topic and partition that the job's record stood in
 * @param offset that it stood at
 * @param timestamp of the job's record, where the letter names it
 * @param jobId of the job
 * @param code why it failed; a letter of another program names none
 */
record DeadLetter(
    ConsumerRecord<byte[], byte[]> record,
    TopicPartition original,
    long offset,
    Optional<Long> timestamp,
    String jobId,
    Optional<String> code) {

  /** Reads a record; empty if it does not say where it came from. */
  static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> record) {
    Headers headers = record.headers();
    Optional<String> topic = text(headers, DeadLetterHeaders.TOPIC).filter(t -> !t.isEmpty());
    Optional<Long> partition = number(headers, DeadLetterHeaders.PARTITION, Integer.BYTES);
    Optional<Long> offset = number(headers, DeadLetterHeaders.OFFSET, Long.BYTES);
    if (topic.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
      return Optional.empty();
    }
    TopicPartition original = new TopicPartition(topic.get(), partition.get().intValue());
    return Optional.of(
        new DeadLetter(
            record,
            original,
            offset.get(),
            number(headers, DeadLetterHeaders.TIMESTAMP, Long.BYTES),
            text(headers, DeadLetterHeaders.JOB_ID)
                .filter(Job::isId)
                .orElseGet(
                    () -> Job.defaultId(original.topic(), original.partition(), offset.get())),
            text(headers, DeadLetterHeaders.CODE)));
  }

  /** Whether it carries a reference in place of the job's value. */
  boolean isReference() {
    return record.headers().lastHeader(DeadLetterHeaders.VALUE_OMITTED) != null;
  }

  /** When it became a dead letter. */
  Instant since() {
    return Instant.ofEpochMilli(record.timestamp());
  }

  /**
   * The job's record, to be sent once more: key, value and the sender's headers as they were. The
   * header that names the job keeps its id where the job names none.
   *
   * @param whole the letter's record, or that which it refers to
   */
  ProducerRecord<byte[], byte[]> job(ConsumerRecord<byte[], byte[]> whole) {
    Headers headers = new RecordHeaders();
    for (Header header : whole.headers()) {
      if (!DeadLetterHeaders.isOfDeadLetter(header.key())) {
        headers.add(header);
      }
    }
    headers.remove(DeadLetterHeaders.JOB_ID);
    headers.add(DeadLetterHeaders.JOB_ID, jobId.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(original.topic(), null, null, whole.key(), whole.value(), headers);
  }

  private static Optional<String> text(Headers headers, String name) {
    return value(headers, name).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** A big-endian number that is not negative. */
  private static Optional<Long> number(Headers headers, String name, int length) {
    return value(headers, name)
        .filter(bytes -> bytes.length == length)
        .map(ByteBuffer::wrap)
        .map(bytes -> length == Integer.BYTES ? bytes.getInt() : bytes.getLong())
        .filter(number -> number >= 0);
  }

  private static Optional<byte[]> value(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name)).map(Header::value);
  }
}
