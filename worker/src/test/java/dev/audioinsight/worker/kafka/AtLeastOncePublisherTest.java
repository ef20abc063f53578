package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
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

    assertThat(publisher.publish(publication(100))).isEqualTo(Publisher.Outcome.ABORTED);

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
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()),
            disconnected,
            troubles);

    assertThat(publisher.publish(publication(1))).isEqualTo(Publisher.Outcome.PUBLISHED);
  }

  @Test
  void shouldEndTheWorkerWhereTheProducerWillNeverSendAgain() {
    AtLeastOncePublisher publisher =
        new AtLeastOncePublisher(
            lost(new OutOfOrderSequenceException("as the test says")),
            new MockConsumer<>("earliest"),
            troubles);
    for (int i = 0; i < 4; i++) {
      assertThat(publisher.publish(publication(1))).isEqualTo(Publisher.Outcome.ABORTED);
    }

    assertThatThrownBy(() -> publisher.publish(publication(1)))
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
        assertThat(publisher.publish(publication(1))).isEqualTo(Publisher.Outcome.ABORTED);
      }
    }
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

  private static Publication publication(int records) {
    return new Publication(
        List.of(),
        Collections.nCopies(records, new ProducerRecord<>("results", new byte[] {1})),
        Map.of(new TopicPartition("jobs", 0), new OffsetAndMetadata(1, "")),
        new MockConsumer<byte[], byte[]>("earliest").groupMetadata());
  }
}
