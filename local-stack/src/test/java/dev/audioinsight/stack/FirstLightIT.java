package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstLightIT {

  @Test
  void shouldAnswerAJob() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      Topics topics = Topics.fresh("first");
      kafka.createTopics(2, topics.jobs(), topics.results(), topics.deadLetters());
      try (Sender sender = new Sender(kafka.bootstrapServers(), topics.jobs());
          CommittedReader reader =
              new CommittedReader(kafka.bootstrapServers(), topics.results())) {
        sender.send("one", 0, Map.of());
        try (Worker worker =
            Worker.start(
                new WorkerSettings(
                    topics.settings(kafka.bootstrapServers(), Map.of()), 2, "test", "test"),
                new ObedientProcessor())) {
          reader.assertEachAnsweredOnce(List.of("one"), Duration.ofSeconds(20));
          assertThat(worker.failure()).isNull();
        }
      }
    }
  }
}
