package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.worker.kafka.Publisher.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionalPublisherTest {
  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
  private TransactionalPublisher publisher;
  private ProducerRecord<byte[], byte[]> refused;

  @BeforeEach
  void setUp() {
    publisher = new TransactionalPublisher(this::producer, 2);
    publisher.initialise();
  }

  @Test
  void shouldConfirmWhatTheBrokerCommitted() {
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.CONFIRMED);

    assertThat(latest().history()).hasSize(1);
    assertThat(latest().consumerGroupOffsetsHistory()).hasSize(1);
  }

  @Test
  void shouldNeverSendAgainNorAbortWhenTheOutcomeOfACommitIsUnknown() {
    // Given a commit to which the broker does not answer in time
    latest().commitTransactionException = new TimeoutException("no answer");
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.UNKNOWN);
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
    publisher.publish(publication());

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

    assertThat(publisher.publish(publication())).isEqualTo(Outcome.ABORTED);

    assertThat(latest().transactionAborted()).isTrue();
    latest().sendOffsetsToTransactionException = null;
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void shouldNameTheRecordThatIsTooLargeForTheBroker() {
    // Given a broker that refuses one of three records
    ProducerRecord<byte[], byte[]> culprit = record();
    refused = culprit;
    publisher = new TransactionalPublisher(this::producer, 2);
    publisher.initialise();

    Outcome outcome = publisher.publish(publication(List.of(record(), culprit, record())));

    assertThat(outcome).isEqualTo(Outcome.ABORTED);
    assertThat(publisher.refused()).containsExactly(culprit);
    assertThat(publisher.publish(publication(List.of(record(), record()))))
        .isEqualTo(Outcome.CONFIRMED);
    assertThat(publisher.refused()).isEmpty();
  }

  @Test
  void shouldAskAgainForAnAbortThatIsNotConfirmed() {
    latest().sendOffsetsToTransactionException = new CommitFailedException();
    latest().abortTransactionException = new TimeoutException("no answer");
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.UNKNOWN);

    latest().abortTransactionException = null;

    assertThat(publisher.settle()).isEqualTo(Outcome.ABORTED);
  }

  @Test
  void shouldReplaceAProducerThatNeverGetsToItsAbort() {
    MockProducer<byte[], byte[]> first = latest();
    first.sendOffsetsToTransactionException = new TimeoutException("the topic was deleted");
    first.abortTransactionException = new TimeoutException("no answer");
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.UNKNOWN);

    assertThat(publisher.settle()).isEqualTo(Outcome.PRODUCER_REPLACED);

    assertThat(first.closed()).isTrue();
    assertThat(publisher.publish(publication())).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void shouldLeaveADenialToItsCallerAndNothingOpen() {
    MockProducer<byte[], byte[]> first = latest();
    first.sendOffsetsToTransactionException = new GroupAuthorizationException("workers");

    assertThatThrownBy(() -> publisher.publish(publication()))
        .isInstanceOf(GroupAuthorizationException.class);

    assertThat(first.transactionAborted()).isTrue();
    assertThat(latest()).isSameAs(first);
  }

  @Test
  void shouldGiveUpWhenProducersAreLostOneAfterTheOther() {
    // Given a twin that fences every producer
    for (int lost = 0; lost < 2; lost++) {
      latest().sendOffsetsToTransactionException = new ProducerFencedException("a twin");
      assertThat(publisher.publish(publication())).isEqualTo(Outcome.PRODUCER_REPLACED);
    }
    latest().sendOffsetsToTransactionException = new ProducerFencedException("a twin");

    assertThatThrownBy(() -> publisher.publish(publication()))
        .isInstanceOf(FatalWorkerException.class);
  }

  private Producer<byte[], byte[]> producer() {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
          @Override
          public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
            if (!record.equals(refused)) {
              return super.send(record);
            }
            RecordTooLargeException tooLarge = new RecordTooLargeException("as the test says");
            // As the real one: the transaction cannot be committed any more.
            sendOffsetsToTransactionException = new KafkaException("in an error state", tooLarge);
            return CompletableFuture.failedFuture(tooLarge);
          }

          @Override
          public void abortTransaction() {
            super.abortTransaction();
            sendOffsetsToTransactionException = null;
          }
        };
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
