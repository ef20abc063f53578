package dev.audioinsight.worker.kafka;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class AtLeastOncePublisherTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);

  private final Troubles troubles =
      new Troubles(new WorkerMetrics(new SimpleMeterRegistry()), () -> 0);
  private int asked;

  @Test
  void shouldNotWaitForEachRecordWhenTheBrokerIsAway() {
    // Given a client that has forgotten the topic: each record waits for max.block.ms and fails
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            failing(new TimeoutException("not present in metadata")),
            new MockConsumer<>("earliest"),
            troubles);

    assertThat(published(publisher, publication(100))).isEqualTo(Publisher.Outcome.ABORTED);

    assertThat(asked).isEqualTo(1);
    assertThat(troubles.present()).contains(Troubles.SILENT);
  }

  @Test
  void shouldCommitAgainWhereTheBrokerIsDisconnected() {
    MockConsumer<byte[], byte[]> disconnected =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void commitSync(
              Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
            throw new DisconnectException();
          }
        };
    disconnected.assign(List.of(PARTITION));
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            disconnected,
            troubles);

    assertThat(published(publisher, publication(1, PARTITION)))
        .isEqualTo(Publisher.Outcome.PUBLISHED);
  }

  @Test
  void shouldCommitNothingOfAPartitionThatHasLeftWhileItsResultsWereOnTheirWay() {
    TopicPartition kept = new TopicPartition("jobs", 1);
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.assign(List.of(PARTITION, kept));
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            consumer,
            troubles);
    publisher.publish(publication(1, PARTITION, kept));

    consumer.assign(List.of(kept));

    assertThat(publisher.settle()).isEqualTo(Publisher.Outcome.CONFIRMED);
    assertThat(consumer.committed(Set.of(PARTITION, kept))).containsOnlyKeys(kept);
  }

  @Test
  void shouldEndTheWorkerWhereTheProducerWillNeverSendAgain() {
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            lost(new OutOfOrderSequenceException("as the test says")),
            new MockConsumer<>("earliest"),
            troubles);
    for (int i = 0; i < 4; i++) {
      assertThat(published(publisher, publication(1))).isEqualTo(Publisher.Outcome.ABORTED);
    }

    assertThatThrownBy(() -> published(publisher, publication(1)))
        .isInstanceOf(FatalWorkerException.class)
        .hasMessageContaining("as the test says");
  }

  @Test
  void shouldEndNoWorkerForABrokerThatIsAwayOrARecordThatIsNotTaken() {
    for (ApiException fault :
        List.of(
            new TimeoutException("away"),
            new RecordTooLargeException("large"),
            new InvalidTimestampException("old"))) {
      AtLeastOncePublisher publisher =
          new AtLeastOncePublisher(failing(fault), new MockConsumer<>("earliest"), troubles);

      for (int i = 0; i < 20; i++) {
        assertThat(published(publisher, publication(1))).isEqualTo(Publisher.Outcome.ABORTED);
      }
    }
  }

  /** Begun and settled once. */
  private static Publisher.Outcome published(Publisher publisher, Publication publication) {
    Publisher.Outcome outcome = publisher.publish(publication);
    return outcome == Publisher.Outcome.SENT ? publisher.settle() : outcome;
  }

  /** A producer in a state of error. */
  private static MockProducer<byte[], byte[]> lost(ApiException fault) {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        throw fault;
      }
    };
  }

  private MockProducer<byte[], byte[]> failing(ApiException fault) {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, Callback callback) {
        asked++;
        callback.onCompletion(null, fault);
        return CompletableFuture.failedFuture(fault);
      }
    };
  }

  private static Publication publication(int records, TopicPartition... partitions) {
    return new Publication(
        List.of(),
        Collections.nCopies(records, new ProducerRecord<>("results", new byte[] {1})),
        Stream.of(partitions)
            .collect(toMap(Function.identity(), partition -> new OffsetAndMetadata(1, ""))),
        new MockConsumer<byte[], byte[]>("earliest").groupMetadata());
  }
}
