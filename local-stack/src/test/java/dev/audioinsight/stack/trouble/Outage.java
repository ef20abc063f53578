package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Ports;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.worker.StartedWorker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A broker that goes away under load, stays away, and comes back; and what a worker is to do
 * meanwhile. Confined to one thread.
 *
 * @param away for how long
 * @param broker properties of the broker
 * @param worker Kafka properties of the worker
 */
record Outage(Duration away, Map<String, String> broker, Map<String, String> worker) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Runs it; throws where the worker does not wait, or does not say so, or answers wrongly. */
  void run() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(Ports.free(), null, broker)) {
      Topics topics = Topics.fresh("broker-away");
      kafka.createTopics(3, topics.jobs());
      kafka.createTopics(1, topics.results(), topics.deadLetters());
      List<Sender.Order> orders =
          IntStream.range(0, 400)
              .mapToObj(i -> new Sender.Order("job-" + i, null, Map.of("workMs", 10)))
              .toList();
      try (Sender sender = new Sender(kafka.bootstrapServers(), topics.jobs());
          CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), topics.results());
          LogLines lines = LogLines.open();
          StartedWorker worker =
              StartedWorker.start(topics.settings(kafka.bootstrapServers(), this.worker))) {
        sender.sendAll(orders);
        reader.awaitRecords(50, LIMIT);

        kafka.stopServer();
        // A slow machine may have kept an impatient worker waiting before; it may do so afterwards.
        int before = lines.warnings().size();
        long metBefore = worker.troubles("unreachable");
        assertWaits(worker);
        List<String> warnings = lines.warnings();
        long met = worker.troubles("unreachable");
        kafka.startServer();

        reader.assertEachAnsweredOnce(orders.stream().map(Sender.Order::jobId).toList(), LIMIT);
        await().atMost(LIMIT).until(worker::isReady);
        assertThat(worker.worker().failure()).isNull();
        assertThat(met).isPositive();
        assertThat(met - metBefore).as("the outage is one trouble").isLessThanOrEqualTo(1);
        assertThat(worker.troubles("producer_fenced")).isZero();
        assertThat(warnings).anyMatch(Outage::isOfABrokerThatIsAway);
        assertThat(warnings.subList(before, warnings.size()))
            .as("one line, and one more every five minutes")
            .hasSizeLessThanOrEqualTo(1 + (int) away.dividedBy(Duration.ofMinutes(5)))
            .allMatch(Outage::isOfABrokerThatIsAway);
      }
    }
  }

  /** All the while it lives and says why it takes no jobs: a restart would mend nothing. */
  private void assertWaits(StartedWorker worker) {
    await().atMost(LIMIT).until(() -> !worker.isReady());
    await()
        .during(away)
        .atMost(away.plus(LIMIT))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> worker.isLive() && saysWhy(worker) && worker.worker().failure() == null);
  }

  private static boolean isOfABrokerThatIsAway(String line) {
    return line.startsWith("no answer from the broker");
  }

  private static boolean saysWhy(StartedWorker worker) {
    return worker.page("/health/ready").contains("no answer from the broker");
  }
}
