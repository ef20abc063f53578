package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feared: one record that its topic does not take holds back every other answer. */
class RefusedRecordIT extends KafkaIT {

  @ParameterizedTest
  @EnumSource(KafkaSettings.Delivery.class)
  void shouldHoldBackNoOtherAnswer(KafkaSettings.Delivery delivery) {
    // Given a dead-letter topic that takes no record without a key
    configure(topics.deadLetters(), TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
    sender.send("refused", 0, Map.of("fail", "INTERNAL"));
    List<String> others = IntStream.range(0, 20).mapToObj(i -> "other-" + i).toList();
    others.forEach(id -> sender.send(id, 0, Map.of()));

    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Worker worker =
        worker(
            new ObedientProcessor(),
            topics.settings(bootstrapServers(), 200, delivery, Map.of()),
            meters);

    // Then the others are answered, and that one when its letter is taken
    reader.awaitUntil(() -> reader.answers().keySet().containsAll(others), LIMIT);
    double before = aborted(meters);
    await().atMost(LIMIT).until(() -> aborted(meters) > before + 6);
    configure(topics.deadLetters(), TopicConfig.CLEANUP_POLICY_CONFIG, "delete");
    List<String> all = new ArrayList<>(others);
    all.add("refused");
    if (delivery == KafkaSettings.Delivery.EXACTLY_ONCE) {
      reader.assertEachAnsweredOnce(all, LIMIT);
    } else {
      reader.awaitUntil(() -> reader.answers().keySet().containsAll(all), LIMIT);
    }
    worker.close();
    assertThat(worker.failure()).isNull();
  }

  private static double aborted(SimpleMeterRegistry meters) {
    return meters.get("audio.insight.transactions").tag("outcome", "aborted").counter().count();
  }
}
