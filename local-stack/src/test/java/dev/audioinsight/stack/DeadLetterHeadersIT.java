package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Feared: a dead letter that tools of the ecosystem cannot read, or that has lost what was sent.
 */
@Tag("both-brokers")
class DeadLetterHeadersIT extends KafkaIT {
  private static final long SENT_AT = 1_700_000_000_000L;

  @Override
  protected int partitions() {
    return 3;
  }

  @Test
  void shouldSayWhereTheRecordStoodAndWhyItIsHere() {
    sender.send("before", 2, Map.of());
    sender.sendRecord(
        new ProducerRecord<>(
            topics.jobs(),
            2,
            SENT_AT,
            bytes("key"),
            new byte[] {0, -1},
            List.of(
                new RecordHeader("tenant", bytes("acme")),
                new RecordHeader("tenant", bytes("again")),
                new RecordHeader("nothing", null),
                new RecordHeader("kafka_dlt-original-topic", bytes("an earlier life")))));

    worker(new ObedientProcessor(), Map.of());

    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(1, LIMIT);
    ConsumerRecord<byte[], byte[]> letter = letters.records().get(0);
    assertThat(letter.key()).isEqualTo(bytes("key"));
    assertThat(letter.value()).isEqualTo(new byte[] {0, -1});
    assertThat(letter.headers().headers("tenant"))
        .extracting(header -> new String(header.value(), StandardCharsets.UTF_8))
        .containsExactly("acme", "again");
    assertThat(letter.headers().lastHeader("nothing").value()).isNull();
    // Names and encodings as spring-kafka's DeadLetterPublishingRecoverer writes them
    assertThat(letter.headers().headers("kafka_dlt-original-topic")).hasSize(1);
    assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(bytes(topics.jobs()));
    assertThat(header(letter, "kafka_dlt-original-partition"))
        .isEqualTo(ByteBuffer.allocate(4).putInt(2).array());
    assertThat(header(letter, "kafka_dlt-original-offset"))
        .isEqualTo(ByteBuffer.allocate(8).putLong(1).array());
    assertThat(header(letter, "kafka_dlt-original-timestamp"))
        .isEqualTo(ByteBuffer.allocate(8).putLong(SENT_AT).array());
    assertThat(header(letter, "kafka_dlt-original-consumer-group"))
        .isEqualTo(bytes(topics.group()));
    assertThat(header(letter, "kafka_dlt-exception-fqcn"))
        .isEqualTo(bytes("dev.audioinsight.contract.JobFailedException"));
    assertThat(header(letter, "kafka_dlt-exception-message")).asString().contains("not JSON");
    assertThat(header(letter, "audio-insight-error-code")).isEqualTo(bytes("INVALID_JOB"));
    assertThat(header(letter, "audio-insight-job-id")).isEqualTo(bytes(topics.jobs() + "-2-1"));
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return letter.headers().lastHeader(name).value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
