package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Where a consumer stands, as far as it knows by itself. Confined to the poll thread.
 *
 * <p>After a change of leaders a position is compared with the new leader's log first; {@link
 * Consumer#position(TopicPartition)} would wait a minute for a leader that is away, and then throw.
 */
final class Positions {
  private Positions() {}

  static OptionalLong of(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    try {
      return OptionalLong.of(consumer.position(partition, Duration.ZERO));
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    }
  }
}
