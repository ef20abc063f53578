package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done where a log has no record at the consumer's position. Where its head was removed,
 * the rest is polled on and jobs in flight are answered, for they are in hand; where its tail is
 * lost or it is another log, the partition is restored. Confined to the poll thread.
 */
final class OutOfRange {
  private static final Logger log = LoggerFactory.getLogger(OutOfRange.class);
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final Troubles troubles;

  OutOfRange(Consumer<byte[], byte[]> consumer, Assignments assignments, Troubles troubles) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.troubles = troubles;
  }

  /** Moves on what can be; returns the partitions that must be restored. */
  Set<TopicPartition> moveOn(OffsetOutOfRangeException e) {
    Map<TopicPartition, Long> positions = new HashMap<>(e.offsetOutOfRangePartitions());
    positions.keySet().retainAll(assignments.partitions());
    Set<TopicPartition> others = new HashSet<>();
    try {
      consumer
          .beginningOffsets(positions.keySet(), LIMIT)
          .forEach(
              (partition, beginning) -> {
                if (positions.get(partition) < beginning) {
                  skip(partition, positions.get(partition), beginning);
                } else {
                  others.add(partition);
                }
              });
    } catch (RetriableException silence) {
      // The next poll finds the same, and it is asked for again.
      log.debug("the beginnings of {} are not known yet: {}", positions, silence.toString());
    }
    return others;
  }

  private void skip(TopicPartition partition, long position, long beginning) {
    consumer.seek(partition, beginning);
    troubles.happened(
        BrokerTrouble.OFFSET_OUT_OF_RANGE,
        partition
            + ": records from offset "
            + position
            + " up to "
            + beginning
            + " were removed before they were polled");
  }
}
