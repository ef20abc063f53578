package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.trouble.GuardedKafka.Need;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Feared: a worker that is denied something aborts for ever or sits there and consumes nothing,
 * does not say what is missing, or loses the jobs that it could not answer.
 */
class DeniedIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static GuardedKafka kafka;

  private final Topics topics = Topics.fresh("denied");
  private Sender sender;
  private CommittedReader reader;

  @BeforeAll
  static void start() throws Exception {
    kafka = GuardedKafka.start();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void open() {
    kafka.kafka().createTopics(1, topics.jobs(), topics.results(), topics.deadLetters());
    sender = new Sender(kafka.kafka().bootstrapServers(), topics.jobs());
    reader = new CommittedReader(kafka.kafka().bootstrapServers(), topics.results());
  }

  @AfterEach
  void close() {
    sender.close();
    reader.close();
  }

  @Test
  void shouldEndAtTheStartAndNameAllThatIsMissing() throws Exception {
    sender.send("job", 0, Map.of());
    Set<Need> asked = EnumSet.complementOf(EnumSet.of(Need.WRITE_TRANSACTIONAL_ID));
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      assertDenied(worker, asked.toArray(Need[]::new));
    }
    kafka.allow(topics, asked);
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      assertDenied(worker, Need.WRITE_TRANSACTIONAL_ID);
    }
    assertThat(committed()).as("nothing was begun").isNull();

    kafka.allow(topics, List.of(Need.WRITE_TRANSACTIONAL_ID));
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      reader.assertEachAnsweredOnce(List.of("job"), LIMIT);
    }
  }

  /** To write is denied, but not to see the topic: it looks well until something is written. */
  @ParameterizedTest
  @EnumSource(names = {"WRITE_RESULTS", "WRITE_DEAD_LETTERS"})
  void shouldEndAtTheStartWhereOnlyTheWritingIsDenied(Need missing) throws Exception {
    kafka.allow(topics, EnumSet.complementOf(EnumSet.of(missing)));
    kafka.allowToSee(topics, missing);

    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      assertDenied(worker, missing);
    }
    assertThat(committed()).as("nothing was begun").isNull();
  }

  @ParameterizedTest
  @EnumSource(Need.class)
  void shouldEndInTheMidstOfItsWorkAndLoseNothing(Need missing) throws Exception {
    kafka.allow(topics, EnumSet.allOf(Need.class));
    sender.send("before", 0, Map.of());
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      reader.assertEachAnsweredOnce(List.of("before"), LIMIT);

      kafka.deny(topics, missing);
      sender.send("after", 0, Map.of("fail", "INTERNAL"));

      assertDenied(worker, missing);
    }
    // A transaction takes offset 1, if it was committed; the job that has no answer is offset 1.
    assertThat(committed().offset()).as("the job without an answer").isLessThanOrEqualTo(1);

    kafka.allow(topics, List.of(missing));
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.EXACTLY_ONCE)) {
      reader.assertEachAnsweredOnce(List.of("before", "after"), LIMIT);
      if (missing == Need.WRITE_RESULTS || missing == Need.WRITE_DEAD_LETTERS) {
        assertThat(worker.deaths()).as("a denial is no crash").isZero();
      }
    }
  }

  @Test
  void shouldEndWithoutTransactionsToo() throws Exception {
    kafka.allow(topics, EnumSet.allOf(Need.class));
    sender.send("before", 0, Map.of());
    try (WatchedWorker worker = worker(KafkaSettings.Delivery.AT_LEAST_ONCE)) {
      reader.awaitRecords(1, LIMIT);

      kafka.deny(topics, Need.WRITE_RESULTS);
      sender.send("after", 0, Map.of());

      assertDenied(worker, Need.WRITE_RESULTS);
    }
  }

  @Test
  void shouldEndWhereItsPasswordIsWrong() throws Exception {
    kafka.allow(topics, EnumSet.allOf(Need.class));
    try (WatchedWorker worker =
        new WatchedWorker(
            topics.settings(kafka.guardedServers(), GuardedKafka.credentials("wrong")))) {
      assertThat(worker.awaitLastWord()).contains("does not let this worker in");
      assertThat(worker.exitCode()).isEqualTo(4);
    }
  }

  private void assertDenied(WatchedWorker worker, Need... missing) throws InterruptedException {
    String lastWord = worker.awaitLastWord();
    assertThat(lastWord).startsWith("the broker denies ");
    assertThat(missing).allSatisfy(need -> assertThat(lastWord).contains(need.words(topics)));
    assertThat(worker.exitCode()).isEqualTo(4);
    assertThat(worker.met("denied")).isEqualTo(1);
  }

  private WatchedWorker worker(KafkaSettings.Delivery delivery) {
    Map<String, String> properties = new HashMap<>(GuardedKafka.credentials("secret"));
    // Who is denied the group cannot leave it; the next worker waits until it is forgotten.
    properties.put("session.timeout.ms", "6000");
    return new WatchedWorker(topics.settings(kafka.guardedServers(), 200, delivery, properties));
  }

  private OffsetAndMetadata committed() throws Exception {
    return kafka
        .admin()
        .listConsumerGroupOffsets(topics.group())
        .partitionsToOffsetAndMetadata()
        .get(30, TimeUnit.SECONDS)
        .get(new TopicPartition(topics.jobs(), 0));
  }
}
