package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.JobRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Turns Kafka's records into the engine's and answers into Kafka's records. Thread-safe. */
final class Records {
  /** W3C Trace Context and Baggage: they travel from the job to its result. */
  private static final Set<String> TRACE_HEADERS = Set.of("traceparent", "tracestate", "baggage");

  private Records() {}

  static JobRecord jobRecord(ConsumerRecord<byte[], byte[]> record, int attempt) {
    List<JobRecord.Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new JobRecord.Header(header.key(), header.value()));
    }
    return new JobRecord(
        new Source(record.topic(), record.partition(), record.offset(), attempt),
        record.timestamp(),
        record.key(),
        record.value(),
        headers);
  }

  /** The result; a bare one has nothing in it whose size a sender chooses, but the job's id. */
  static ProducerRecord<byte[], byte[]> result(
      JobRecord job, Answer answer, Form form, Routes routes) {
    Headers headers = new RecordHeaders();
    headers.add("content-type", Text.bytes("application/json"));
    for (JobRecord.Header header : job.headers()) {
      if (form != Form.BARE
          && TRACE_HEADERS.contains(header.name())
          && header.size() <= Routes.MAX_HEADER_BYTES) {
        headers.add(header.name(), header.value());
      }
    }
    byte[] key =
        job.key()
            .filter(bytes -> form != Form.BARE && bytes.length <= Routes.MAX_KEY_BYTES)
            .orElseGet(() -> Text.bytes(answer.result().jobId()));
    return new ProducerRecord<>(routes.results(), null, null, key, answer.bytes(), headers);
  }
}
