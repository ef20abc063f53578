package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.worker.kafka.Publisher.Outcome;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionalPublisherTest {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private long nanos;
  private final Troubles troubles = new Troubles(new WorkerMetrics(meters), () -> nanos);
  private int unresolvable;
  private TransactionalPublisher publisher;
  private ProducerRecord<byte[], byte[]> refused;

  @BeforeEach
  void setUp() {
    publisher = publisher();
    publisher.initialise();
  }

  @Test
  void shouldConfirmWhatTheBrokerCommitted() {
    assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);

    assertThat(latest().history()).hasSize(1);
    assertThat(latest().consumerGroupOffsetsHistory()).hasSize(1);
  }

  @Test
  void shouldHaveRecordsOnTheirWayBeforeItWaitsForTheBroker() {
    // Given a publication that is only begun
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.SENT);
    assertThat(latest().consumerGroupOffsetsHistory()).isEmpty();
    assertThat(latest().commitCount()).isZero();
    assertThatThrownBy(() -> publisher.publish(publication()))
        .isInstanceOf(IllegalStateException.class);

    assertThat(publisher.settle()).isEqualTo(Outcome.CONFIRMED);

    assertThat(latest().commitCount()).isEqualTo(1);
    assertThatThrownBy(publisher::settle).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldCommitOffsetsWithoutRecordsAtOnce() {
    assertThat(publisher.publish(publication(List.of()))).isEqualTo(Outcome.CONFIRMED);

    assertThat(latest().consumerGroupOffsetsHistory()).hasSize(1);
  }

  @Test
  void shouldNeverSendAgainNorAbortWhenTheOutcomeOfACommitIsUnknown() {
    // Given a commit to which the broker does not answer in time
    latest().commitTransactionException = new TimeoutException("no answer");
    assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);
    assertThat(publisher.settle()).isEqualTo(Outcome.UNKNOWN);
    assertThatThrownBy(() -> publisher.publish(publication()))
        .isInstanceOf(IllegalStateException.class);

    // When it answers at last
    latest().commitTransactionException = null;

    // Then the one transaction is committed, with each record once
    assertThat(publisher.settle()).isEqualTo(Outcome.CONFIRMED);
    assertThat(latest().history()).hasSize(1);
    assertThat(latest().transactionAborted()).isFalse();
    assertThat(latest().commitCount()).isEqualTo(1);
  }

  @Test
  void shouldReplaceTheProducerWhenACommitOfUnknownOutcomeFailsLater() {
    MockProducer<byte[], byte[]> first = latest();
    first.commitTransactionException = new TimeoutException("no answer");
    published(publication());

    // When the failure would be answered with an abort, had the commit not left already
    first.commitTransactionException = new KafkaException("cannot commit");

    assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);
    assertThat(first.transactionAborted()).isFalse();
    assertThat(first.closed()).isTrue();
    assertThat(latest()).isNotSameAs(first);
    assertThat(latest().history()).isEmpty();
  }

  @Test
  void shouldAbortWhenTheGroupHasMovedOn() {
    latest().sendOffsetsToTransactionException = new CommitFailedException();

    assertThat(published(publication())).isEqualTo(Outcome.ABORTED);

    assertThat(latest().transactionAborted()).isTrue();
    latest().sendOffsetsToTransactionException = null;
    assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void shouldNameTheRecordThatIsTooLargeForTheBroker() {
    // Given a broker that refuses one of three records
    ProducerRecord<byte[], byte[]> culprit = record();
    refused = culprit;
    publisher = publisher();
    publisher.initialise();

    Outcome outcome = published(publication(List.of(record(), culprit, record())));

    assertThat(outcome).isEqualTo(Outcome.ABORTED);
    assertThat(publisher.refused()).containsExactly(culprit);
    assertThat(published(publication(List.of(record(), record())))).isEqualTo(Outcome.CONFIRMED);
    assertThat(publisher.refused()).isEmpty();
  }

  @Test
  void shouldAskAgainForAnAbortThatIsNotConfirmed() {
    latest().sendOffsetsToTransactionException = new CommitFailedException();
    latest().abortTransactionException = new TimeoutException("no answer");
    assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);

    latest().abortTransactionException = null;

    assertThat(publisher.settle()).isEqualTo(Outcome.ABORTED);
  }

  @Test
  void shouldReplaceAProducerThatNeverGetsToItsAbort() {
    MockProducer<byte[], byte[]> first = latest();
    first.sendOffsetsToTransactionException = new TimeoutException("the topic was deleted");
    first.abortTransactionException = new TimeoutException("no answer");
    assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);

    assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);

    assertThat(first.closed()).isTrue();
    assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void shouldLeaveADenialToItsCallerAndNothingOpen() {
    MockProducer<byte[], byte[]> first = latest();
    first.sendOffsetsToTransactionException = new GroupAuthorizationException("workers");

    assertThatThrownBy(() -> published(publication()))
        .isInstanceOf(GroupAuthorizationException.class);

    assertThat(first.transactionAborted()).isTrue();
    assertThat(latest()).isSameAs(first);
  }

  @Test
  void shouldEndWithACodeOfItsOwnWhenATwinFencesOneProducerAfterTheOther() {
    // Given a twin that fences every other producer, so that publications are confirmed between
    for (int lost = 1; lost < ProducerLosses.MAX_FENCINGS; lost++) {
      fence();
      assertThat(published(publication())).isEqualTo(Outcome.PRODUCER_REPLACED);
      assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);
    }
    fence();

    assertThatThrownBy(() -> published(publication()))
        .isInstanceOf(SlotTakenException.class)
        .hasMessageContaining("slot 7");
    assertThat(counted("producer_fenced")).isEqualTo(ProducerLosses.MAX_FENCINGS);
  }

  @Test
  void shouldGoOnWithFencingsThatLieFarApart() {
    for (int lost = 0; lost < 3 * ProducerLosses.MAX_FENCINGS; lost++) {
      nanos += ProducerLosses.WINDOW.dividedBy(ProducerLosses.MAX_FENCINGS - 1).toNanos() + 1;
      fence();
      assertThat(published(publication())).isEqualTo(Outcome.PRODUCER_REPLACED);
    }
  }

  @Test
  void shouldTakeNoTransactionThatWasOpenTooLongForTheWorkOfATwin() {
    for (int lost = 0; lost < 3 * ProducerLosses.MAX_FENCINGS; lost++) {
      latest().commitTransactionException = new TimeoutException("no answer");
      assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);
      nanos += TRANSACTION_TIMEOUT.toNanos();
      latest().commitTransactionException = new ProducerFencedException("epoch bumped");
      assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);
    }
    assertThat(counted("producer_fenced")).isZero();
    assertThat(counted("transaction_timed_out")).isEqualTo(3 * ProducerLosses.MAX_FENCINGS);
  }

  @Test
  void shouldWaitForABrokerThatIsAwayHoweverManyProducersThatTakes() {
    // Given a broker that comes back for a moment, again and again
    for (int lost = 0; lost < 20; lost++) {
      latest().commitTransactionException = new TimeoutException("no answer");
      assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);
      latest().commitTransactionException =
          new KafkaException("in an error state", new TimeoutException("expired"));
      assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);
    }

    assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);
    assertThat(troubles.present()).isEmpty();
  }

  @Test
  void shouldWaitForALeaderThatTakesRecordsAndDoesNotSaySo() {
    // Given a client that names no cause when it gives up what was not acknowledged in time
    KafkaException unacknowledged =
        new KafkaException(
            "The client hasn't received acknowledgment for some previously sent messages and can no"
                + " longer retry them. It is safe to abort the transaction and continue.");
    for (int lost = 0; lost < 20; lost++) {
      latest().commitTransactionException = new TimeoutException("no answer");
      assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);
      latest().commitTransactionException = unacknowledged;
      assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);
    }

    assertThat(published(publication())).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void shouldTakeNoAbortForAWordThatRecordsAreTakenAgain() {
    // Given a partition with too few replicas in sync: each commit fails in time, each abort is
    // answered
    for (int i = 0; i < 3; i++) {
      latest().commitTransactionException =
          new KafkaException("in an error state", new TimeoutException("expired"));
      assertThat(published(publication())).isEqualTo(Outcome.ABORTED);
      assertThat(troubles.present()).contains(Troubles.SILENT);
    }
    assertThat(counted("unreachable")).as("it is one trouble").isEqualTo(1);

    publisher.idle();

    assertThat(troubles.present()).as("nothing waits for it any more").isEmpty();
  }

  @Test
  void shouldCountABrokerThatIsAwayOnceAndSayThatItIs() {
    latest().commitTransactionException = new TimeoutException("no answer");
    published(publication());
    publisher.settle();
    assertThat(troubles.present()).contains(Troubles.SILENT);

    latest().commitTransactionException = null;
    publisher.settle();

    assertThat(troubles.present()).isEmpty();
    assertThat(counted("unreachable")).isEqualTo(1);
  }

  @Test
  void shouldAskForANewProducerUntilTheAddressOfTheBrokerCanBeResolvedAgain() {
    fence();
    unresolvable = 3;
    assertThat(published(publication())).isEqualTo(Outcome.UNKNOWN);
    assertThat(askedAgainInTime()).isEqualTo(Outcome.UNKNOWN);
    assertThat(askedAgainInTime()).isEqualTo(Outcome.UNKNOWN);

    assertThat(askedAgainInTime()).isEqualTo(Outcome.PRODUCER_REPLACED);
  }

  @Test
  void shouldNotAskForANewProducerAtEveryTurn() {
    fence();
    unresolvable = 2;
    published(publication());

    for (int turn = 0; turn < 100; turn++) {
      assertThat(publisher.settle()).isEqualTo(Outcome.UNKNOWN);
    }

    assertThat(unresolvable).isEqualTo(1);
  }

  @Test
  void shouldGiveUpWhenProducersAreLostForNoReasonOneAfterTheOther() {
    for (int lost = 0; lost < 5; lost++) {
      latest().commitTransactionException = new OutOfOrderSequenceException("as the test says");
      latest().abortTransactionException = new OutOfOrderSequenceException("as the test says");
      assertThat(published(publication())).isEqualTo(Outcome.PRODUCER_REPLACED);
    }
    latest().commitTransactionException = new OutOfOrderSequenceException("as the test says");
    latest().abortTransactionException = new OutOfOrderSequenceException("as the test says");

    assertThatThrownBy(() -> published(publication())).isInstanceOf(FatalWorkerException.class);
  }

  /** Begun and settled once. */
  private Outcome published(Publication publication) {
    Outcome outcome = publisher.publish(publication);
    return outcome == Outcome.SENT ? publisher.settle() : outcome;
  }

  private Outcome askedAgainInTime() {
    nanos += TransactionalPublisher.REPLACE_AGAIN.toNanos();
    return publisher.settle();
  }

  private void fence() {
    latest().sendOffsetsToTransactionException = new ProducerFencedException("a twin");
  }

  private double counted(String kind) {
    return meters.get("audio.insight.broker.troubles").tag("kind", kind).counter().count();
  }

  private TransactionalPublisher publisher() {
    ProducerLosses losses =
        new ProducerLosses(
            "slot 7, transactional id g-7", TRANSACTION_TIMEOUT, troubles, () -> nanos);
    return new TransactionalPublisher(this::producer, losses, troubles, () -> nanos);
  }

  private Producer<byte[], byte[]> producer() {
    if (unresolvable > 0) {
      unresolvable--;
      throw new KafkaException("cannot be made", new ConfigException("no resolvable urls"));
    }
    MockProducer<byte[], byte[]> producer = new RefusingProducer(() -> refused);
    producers.add(producer);
    return producer;
  }

  private MockProducer<byte[], byte[]> latest() {
    return producers.get(producers.size() - 1);
  }

  private static ProducerRecord<byte[], byte[]> record() {
    return new ProducerRecord<>("results", new byte[] {1}, new byte[] {2});
  }

  private static Publication publication() {
    return publication(List.of(record()));
  }

  private static Publication publication(List<ProducerRecord<byte[], byte[]>> records) {
    return new Publication(
        List.of(),
        records,
        Map.of(new TopicPartition("jobs", 0), new OffsetAndMetadata(1, "")),
        new MockConsumer<byte[], byte[]>("earliest").groupMetadata());
  }
}
