package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.StartedWorker;
import dev.audioinsight.worker.kafka.ImpatientKafkaSide;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: native code that hangs keeps a thread for ever while the worker says that it lives; or a
 * long job within its limit is taken for one.
 */
class HungJobIT extends KafkaIT {
  @TempDir Path folder;

  @Test
  void shouldFailTheLivenessCheckForAJobThatIsDeafToItsTimeLimit() throws Exception {
    Path gate = folder.resolve("gate");
    KafkaSettings settings = topics.settings(bootstrapServers(), Map.of());
    StartedWorker worker =
        opened(
            StartedWorker.start(
                new ImpatientKafkaSide(settings, Duration.ofMillis(200)), settings));

    // Given a job that runs, for as long as it may
    sender.send("long", null, Map.of("gate", gate.toString()));
    await().atMost(LIMIT).until(() -> Files.exists(ObedientProcessor.waiting(gate, "long")));
    assertThat(worker.isLive()).isTrue();

    // When another does not end at its time limit
    sender.sendRaw(null, null, hanging(gate));
    await().atMost(LIMIT).until(() -> !worker.isLive());

    // Then that is said of it alone
    assertThat(worker.page("/health/live"))
        .contains("job deaf hangs: its thread has not come back since its time limit")
        .doesNotContain("job long");
    assertThat(worker.page("/metrics")).contains("audio_insight_standstills 1.0");

    // And it lives again should the thread come back after all
    Files.createFile(gate);
    reader.assertEachAnsweredOnce(List.of("long", "deaf"), LIMIT);
    await().atMost(LIMIT).until(worker::isLive);
  }

  private static byte[] hanging(Path gate) {
    return ("{\"jobId\": \"deaf\", \"timeoutMs\": 100, \"audio\": {\"uri\":"
            + " \"file:///not-read.wav\"}, \"metadata\": {\"deafGate\": \""
            + gate
            + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
