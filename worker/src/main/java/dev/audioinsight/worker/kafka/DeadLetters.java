package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.JobRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes dead letters: the record as it came, and headers that say where it stood and why it is here
 * ({@link DeadLetterHeaders}). What is too large stays where it is: topic, partition and offset
 * find it. Headers of an earlier dead letter are replaced, or each round would add to them.
 * Thread-safe.
 */
final class DeadLetters {
  /** A longer header is left out of a reference. */
  static final int MAX_HEADER_BYTES = 1_024;

  /** More than these, together, are left out of a reference. */
  static final int MAX_HEADERS_BYTES = 16 * 1_024;

  private DeadLetters() {}

  /** The dead letter of a record whose answer is a failure. */
  static ProducerRecord<byte[], byte[]> of(JobRecord job, Answer answer, Form form, Routes routes) {
    Headers headers = new RecordHeaders();
    byte[] key = job.key().orElse(null);
    byte[] value = job.value();
    if (form == Form.WHOLE) {
      copy(job, Integer.MAX_VALUE, Integer.MAX_VALUE, headers);
    } else {
      int left = form == Form.BARE ? 0 : MAX_HEADERS_BYTES;
      int omitted = copy(job, MAX_HEADER_BYTES, left, headers);
      headers.add(DeadLetterHeaders.HEADERS_OMITTED, Text.bytes(Integer.toString(omitted)));
      headers.add(
          DeadLetterHeaders.VALUE_OMITTED,
          Text.bytes(Integer.toString(value == null ? 0 : value.length)));
      key = form == Form.BARE || key == null || key.length > Routes.MAX_KEY_BYTES ? null : key;
      value = null;
    }
    describe(job, answer, routes, headers);
    return new ProducerRecord<>(routes.deadLetters(), null, null, key, value, headers);
  }

  /** Copies the sender's headers within the two limits; returns how many did not fit. */
  private static int copy(JobRecord job, int maxBytes, int maxTotal, Headers headers) {
    int omitted = 0;
    int total = 0;
    for (JobRecord.Header header : job.headers()) {
      if (DeadLetterHeaders.isOfDeadLetter(header.name())) {
        continue;
      }
      int size = header.size();
      if (size > maxBytes || size > maxTotal - total) {
        omitted++;
      } else {
        headers.add(header.name(), header.value());
        total += size;
      }
    }
    return omitted;
  }

  private static void describe(JobRecord job, Answer answer, Routes routes, Headers headers) {
    JobError error = answer.error().orElseThrow();
    Source source = job.source();
    headers
        .add(DeadLetterHeaders.TOPIC, Text.bytes(source.topic()))
        .add(DeadLetterHeaders.PARTITION, bytes(source.partition()))
        .add(DeadLetterHeaders.OFFSET, bytes(source.offset()))
        .add(DeadLetterHeaders.TIMESTAMP, bytes(job.timestamp()))
        .add(DeadLetterHeaders.GROUP, Text.bytes(routes.group()))
        .add(
            DeadLetterHeaders.EXCEPTION, Text.bytes("dev.audioinsight.contract.JobFailedException"))
        .add(DeadLetterHeaders.MESSAGE, Text.bytes(error.message()))
        .add(DeadLetterHeaders.CODE, Text.bytes(error.code().name()));
    // The last of a name counts; what the sender has under this one stays.
    byte[] jobId = Text.bytes(answer.result().jobId());
    Header sent = headers.lastHeader(DeadLetterHeaders.JOB_ID);
    if (sent == null || !Arrays.equals(sent.value(), jobId)) {
      headers.add(DeadLetterHeaders.JOB_ID, jobId);
    }
  }

  private static byte[] bytes(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
