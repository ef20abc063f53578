package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feared: answers that the broker refuses again and again, and that hold all others back. */
class PublishingTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);
  private static final Routes ROUTES = new Routes("jobs", "results", "dlq", "workers");
  private static final int BROKER_LIMIT = 10_000;

  private int generation = 1;
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("earliest") {
        @Override
        @SuppressWarnings({"deprecation", "removal"}) // Kafka offers no other way to make one.
        public synchronized ConsumerGroupMetadata groupMetadata() {
          return new ConsumerGroupMetadata("workers", generation, "member", Optional.empty());
        }
      };
  private final Broker broker = new Broker(consumer);
  private final InFlight inFlight = new InFlight(10, Long.MAX_VALUE);
  private final Assignments assignments = new Assignments(new CrashMark.Dirty(1, 10));
  private final Publishing publishing =
      new Publishing(
          consumer,
          broker,
          assignments,
          inFlight,
          ROUTES,
          new RecordLimits(1_000_000),
          FixedTopics.watch(),
          new WorkerMetrics(new SimpleMeterRegistry()));
  private PartitionLedger ledger;

  @BeforeEach
  void setUp() {
    consumer.assign(List.of(PARTITION));
    assignments.assigned(List.of(PARTITION));
    ledger = assignments.restored(PARTITION, Progress.upTo(0), 0);
    broker.takeAtMost(BROKER_LIMIT);
  }

  @Test
  void shouldAbortOnceForAllAnswersThatAreAsLargeAsARefusedOne() {
    for (int offset = 0; offset < 4; offset++) {
      answer(offset, BROKER_LIMIT + offset);
    }

    publishUntilConfirmed(4);

    assertThat(broker.asked()).isEqualTo(2);
    assertThat(broker.answers())
        .allSatisfy(
            outgoing ->
                assertThat(outgoing.answered().answer().error())
                    .map(JobError::code)
                    .contains(ErrorCode.RESULT_TOO_LARGE));
  }

  @Test
  void shouldNotSendAgainWhatWasRefusedWhenTheProducerIsLostOverIt() {
    answer(0, BROKER_LIMIT);
    broker.next(Publisher.Outcome.PRODUCER_REPLACED);
    publishing.step();
    ledger.reconcile(Progress.upTo(0));
    assignments.reconciled(PARTITION);

    publishUntilConfirmed(1);

    assertThat(broker.asked()).isEqualTo(2);
  }

  @Test
  void shouldPublishNothingWithoutAGenerationForNobodyWouldFenceIt() {
    generation = -1;
    answer(0, 10);
    publishing.step();
    assertThat(broker.asked()).isZero();

    generation = 1;
    publishUntilConfirmed(1);

    assertThat(broker.asked()).isEqualTo(1);
  }

  @Test
  void shouldGiveAPlaceBackOnceWhoseAnswerIsWithheldWhileItIsOut() {
    answer(0, 10);
    broker.next(Publisher.Outcome.UNKNOWN);
    publishing.step();
    publishing.withhold();
    broker.next(Publisher.Outcome.ABORTED);
    publishing.step();

    assignments.dropped(List.of(PARTITION));
    publishing.dropped(List.of(PARTITION));

    assertThat(inFlight.jobs()).isZero();
  }

  @Test
  void shouldSendOthersBeforeWhatWasNotTaken() {
    answer(0, 10);
    answer(1, 10);
    broker.next(Publisher.Outcome.ABORTED);
    publishing.step();
    answer(2, 10);

    publishUntilConfirmed(3);

    assertThat(broker.answers())
        .extracting(outgoing -> outgoing.ticket().record().source().offset())
        .containsExactly(2L, 0L, 1L);
  }

  @Test
  void shouldTakeAnswersInWhileOthersAreOnTheirWay() {
    answer(0, 10);
    publishing.step();
    assertThat(publishing.isSent()).isTrue();
    assertThat(publishing.isHealthy()).isTrue();
    assertThat(publishing.isIdle()).isFalse();
    answer(1, 10);

    publishing.settle();

    assertThat(publishing.isSent()).isFalse();
    assertThat(inFlight.jobs()).as("the second has its place yet").isEqualTo(1);
    publishing.settle();
    publishUntilConfirmed(2);
    assertThat(inFlight.jobs()).isZero();
  }

  @Test
  void shouldHaveNothingUnderwayWhereTheBrokerDeniesWhatIsOnItsWay() {
    answer(0, 10);
    publishing.step();
    broker.deny(new TopicAuthorizationException("results"));

    assertThatThrownBy(publishing::settle).isInstanceOf(TopicAuthorizationException.class);

    publishing.withhold();
    publishing.step();
    assertThat(publishing.isIdle()).isTrue();
    assertThat(inFlight.jobs()).isZero();
  }

  @Test
  void shouldSendAgainAtOnceAndInOrderWhatOnlyARebalanceHasRefused() {
    for (int offset = 0; offset < 4; offset++) {
      answer(offset, 10);
    }
    publishing.step();
    answer(4, 10);
    broker.next(Publisher.Outcome.ABORTED);
    generation++;
    publishing.settle();

    assertThat(publishing.isHealthy()).as("nothing is to be waited for").isTrue();
    publishUntilConfirmed(5);
    assertThat(broker.answers())
        .extracting(outgoing -> outgoing.ticket().record().source().offset())
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  private void answer(long offset, int metadataLength) {
    Ticket ticket = Answers.ticket(offset, 1);
    inFlight.take(ticket.record());
    ledger.admit(offset);
    publishing.add(Answers.completed(ticket, metadataLength));
  }

  private void publishUntilConfirmed(int answers) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (broker.answers().size() < answers) {
      assertThat(System.nanoTime()).as("it takes too long").isLessThan(deadline);
      publishing.step();
    }
  }
}
