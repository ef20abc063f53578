package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.worker.StartedWorker;
import dev.audioinsight.worker.kafka.HoldingKafkaSide;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Feared: a worker that was frozen between send and commit, for so long that the coordinator ended
 * its transaction, takes itself for fenced by a twin, or answers twice or never.
 */
class TransactionTimeoutIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  @Timeout(180)
  void shouldPublishAgainWhatTheCoordinatorHasAborted() {
    Map<String, String> quickScan =
        Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "200");
    try (EmbeddedKafka kafka = EmbeddedKafka.start(0, null, quickScan)) {
      Topics topics = Topics.fresh("transaction-timeout");
      kafka.createTopics(1, topics.jobs(), topics.results(), topics.deadLetters());
      KafkaSettings settings =
          topics.settings(
              kafka.bootstrapServers(), Map.of("producer.transaction.timeout.ms", "1000"));
      List<String> ids = new ArrayList<>();
      try (Sender sender = new Sender(kafka.bootstrapServers(), topics.jobs());
          CommittedReader reader = new CommittedReader(kafka.bootstrapServers(), topics.results());
          Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        for (int i = 0; i < 20; i++) {
          ids.add("job-" + i);
          sender.send("job-" + i, null, Map.of());
        }

        // When the first commit is held until the coordinator has ended its transaction
        HoldingKafkaSide frozen = new HoldingKafkaSide(settings, () -> awaitAborted(admin));
        try (StartedWorker worker = StartedWorker.start(frozen, settings)) {

          reader.assertEachAnsweredOnce(ids, LIMIT);
          assertThat(worker.troubles("transaction_timed_out")).isEqualTo(1);
          assertThat(worker.troubles("producer_fenced")).isZero();
          assertThat(worker.worker().failure()).isNull();
          await().atMost(LIMIT).until(worker::isReady);
        }
      }
    }
  }

  /** The only transaction of this broker is open now, and the next state of it is the abort. */
  private static void awaitAborted(Admin admin) {
    await()
        .atMost(LIMIT)
        .until(
            () ->
                admin.listTransactions().all().get(30, TimeUnit.SECONDS).stream()
                    .map(TransactionListing::state)
                    .allMatch(TransactionState.COMPLETE_ABORT::equals));
  }
}
