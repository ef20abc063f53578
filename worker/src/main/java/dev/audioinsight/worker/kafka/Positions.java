package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
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

  /**
   * Empty where it is not known at this moment.
   *
   * @throws OffsetOutOfRangeException if a new leader's log was found to end or to differ below
   */
  static OptionalLong of(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    try {
      return OptionalLong.of(consumer.position(partition, Duration.ZERO));
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The same for those who only look: that a log was found to be cut off is left to be found again
   * by a poll, which deals with it.
   */
  static OptionalLong seen(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
    try {
      return of(consumer, partition);
    } catch (OffsetOutOfRangeException e) {
      return OptionalLong.empty();
    }
  }
}
