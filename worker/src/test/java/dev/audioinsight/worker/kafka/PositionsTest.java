package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Feared: a leader that is away holds the poll thread for a minute, and then ends the worker. */
class PositionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);

  @Test
  void shouldNotKnowAPositionThatIsBeingComparedWithANewLeader() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized long position(TopicPartition partition, Duration limit) {
            assertThat(limit).isZero();
            throw new TimeoutException("no leader");
          }
        };

    assertThat(Positions.of(consumer, PARTITION)).isEmpty();
  }

  @Test
  void shouldEndNobodyWhoOnlyLooksWhereTheLogIsFoundToBeCutOff() {
    OffsetOutOfRangeException cutOff = new LogTruncationException(Map.of(PARTITION, 7L), Map.of());
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized long position(TopicPartition partition, Duration limit) {
            throw cutOff;
          }
        };

    assertThat(Positions.seen(consumer, PARTITION)).isEmpty();
    assertThatThrownBy(() -> Positions.of(consumer, PARTITION))
        .as("for whoever moves on from there")
        .isSameAs(cutOff);
  }

  @Test
  void shouldTellThePositionThatIsKnown() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.assign(List.of(PARTITION));
    consumer.seek(PARTITION, 7);

    assertThat(Positions.of(consumer, PARTITION)).hasValue(7);
  }
}
