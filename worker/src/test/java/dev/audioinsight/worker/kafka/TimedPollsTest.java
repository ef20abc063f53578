package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feared: a rebalance that is taken for a poll thread that was away. */
class TimedPollsTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private long now = 1_000;
  private final TimedPolls polls = new TimedPolls(consumer, () -> now);

  @BeforeEach
  void subscribe() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.subscribe(
        List.of("jobs"),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            now += 3_000;
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            now += 3_000;
          }
        });
  }

  @Test
  void shouldCountARebalanceAsPartOfItsPoll() {
    consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));

    polls.poll(Duration.ZERO);
    now += 40;
    consumer.schedulePollTask(() -> now += 7);
    polls.poll(Duration.ZERO);

    assertThat(polls.takeNanos()).isEqualTo(3_007);
    assertThat(polls.takeNanos()).as("told once").isZero();
  }

  @Test
  void shouldCountAPollThatFails() {
    consumer.schedulePollTask(() -> now += 5);
    consumer.setPollException(new KafkaException("denied"));

    assertThatThrownBy(() -> polls.poll(Duration.ZERO)).isInstanceOf(KafkaException.class);

    assertThat(polls.takeNanos()).isEqualTo(5);
  }
}
