package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Feared: a record that cannot be read stops a partition, or vanishes. */
@Tag("both-brokers")
class PoisonIT extends KafkaIT {

  @Test
  void shouldAnswerAndDeadLetterEachUnreadableRecord() {
    List<byte[]> poison =
        List.of(
            "{ not json".getBytes(StandardCharsets.UTF_8),
            new byte[] {0, -1, 127, -128},
            "[]".getBytes(StandardCharsets.UTF_8),
            new byte[0]);
    poison.forEach(value -> sender.sendRaw(0, new byte[] {7}, value));
    sender.sendRaw(0, null, null);
    sender.send("good", 0, Map.of());

    worker(new ObedientProcessor(), Map.of());

    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(5, LIMIT);
    reader.awaitRecords(6, LIMIT);
    assertThat(letters.records()).hasSize(5);
    for (ConsumerRecord<byte[], byte[]> letter : letters.records()) {
      int offset = (int) offset(letter);
      assertThat(letter.value()).isEqualTo(offset < poison.size() ? poison.get(offset) : null);
      assertThat(letter.key()).isEqualTo(offset < poison.size() ? new byte[] {7} : null);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(failed(topics.jobs() + "-0-" + i).error().code()).isEqualTo(ErrorCode.INVALID_JOB);
    }
    assertThat(reader.answers()).containsEntry("good", 1).hasSize(6);
  }

  @Test
  void shouldKeepTheHeadersOfADeadLetteredRecord() {
    sender.send("broken", 0, Map.of("fail", "INTERNAL"));

    worker(new ObedientProcessor(), Map.of());

    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(1, LIMIT);
    ConsumerRecord<byte[], byte[]> letter = letters.records().get(0);
    assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(topics.jobs());
    assertThat(header(letter, "kafka_dlt-original-consumer-group")).isEqualTo(topics.group());
    assertThat(header(letter, "audio-insight-error-code")).isEqualTo("INTERNAL");
    reader.assertEachAnsweredOnce(List.of("broken"), LIMIT);
  }

  private Result.Failed failed(String jobId) {
    return reader.results().stream()
        .filter(result -> result.jobId().equals(jobId))
        .map(Result.Failed.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static long offset(ConsumerRecord<byte[], byte[]> letter) {
    return ByteBuffer.wrap(letter.headers().lastHeader("kafka_dlt-original-offset").value())
        .getLong();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
