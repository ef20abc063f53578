package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Feared: work is done for which nobody waits any more, or a job is dropped without a word. */
class ExpiredJobIT extends KafkaIT {

  @Test
  void shouldAnswerAnExpiredJobBeforeAnyWork() {
    Instant now = Instant.now();
    send("expired", now.minusMillis(1));
    send("in time", now.plus(Duration.ofHours(1)));
    ObedientProcessor processor = new ObedientProcessor();

    worker(processor, Map.of());

    reader.assertEachAnsweredOnce(List.of("expired", "in time"), LIMIT);
    Result.Failed expired =
        reader.results().stream()
            .filter(Result.Failed.class::isInstance)
            .map(Result.Failed.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(expired.jobId()).isEqualTo("expired");
    assertThat(expired.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(expired.error().retryable()).isFalse();
    assertThat(processor.begun()).isEqualTo(1);
  }

  private void send(String jobId, Instant expiresAt) {
    String job =
        "{\"jobId\": \"%s\", \"audio\": {\"uri\": \"file:///not-read.wav\"}, \"expiresAt\": \"%s\"}"
            .formatted(jobId, expiresAt);
    sender.sendRaw(0, null, job.getBytes(StandardCharsets.UTF_8));
  }
}
