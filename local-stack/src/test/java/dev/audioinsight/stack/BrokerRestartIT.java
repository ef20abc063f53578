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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Feared: a broker that goes away under load leaves a commit in doubt, and answers twice or never.
 */
class BrokerRestartIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void shouldAnswerEachJobOnceAcrossARestartOfTheBroker() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      Topics topics = Topics.fresh("broker-restart");
      kafka.createTopics(3, topics.jobs());
      kafka.createTopics(1, topics.results(), topics.deadLetters());
      List<Sender.Order> orders =
          IntStream.range(0, 600)
              .mapToObj(i -> new Sender.Order("job-" + i, null, Map.of("workMs", 10)))
              .toList();
      try (Sender sender = new Sender(kafka.bootstrapServers(), topics.jobs());
          CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), topics.results());
          Worker worker =
              Worker.start(
                  new WorkerSettings(
                      topics.settings(kafka.bootstrapServers(), Map.of()), 2, "test", "test"),
                  new ObedientProcessor())) {
        sender.sendAll(orders);
        reader.awaitRecords(50, LIMIT);

        kafka.stopServer();
        kafka.startServer();

        reader.assertEachAnsweredOnce(orders.stream().map(Sender.Order::jobId).toList(), LIMIT);
        assertThat(worker.failure()).isNull();
      }
    }
  }
}
