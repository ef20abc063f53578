package dev.audioinsight.cli;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where the reading of a topic begins. */
interface Start {
  /** With the first record that is there. */
  Start BEGINNING = Consumer::seekToBeginning;

  /** Behind the last record that is there. */
  Start END = Consumer::seekToEnd;

  void seek(Consumer<?, ?> consumer, List<TopicPartition> partitions);

  /** With these offsets; a partition that was added since is read from its beginning. */
  static Start at(Map<Integer, Long> offsets) {
    return (consumer, partitions) -> {
      for (TopicPartition partition : partitions) {
        consumer.seek(partition, offsets.getOrDefault(partition.partition(), 0L));
      }
    };
  }

  /** With the first record of each partition that is not older, by its timestamp. */
  static Start since(Instant instant) {
    return (consumer, partitions) -> {
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(partition -> times.put(partition, instant.toEpochMilli()));
      consumer.seekToEnd(partitions);
      consumer
          .offsetsForTimes(times)
          .forEach(
              (partition, found) -> {
                if (found != null) {
                  consumer.seek(partition, found.offset());
                }
              });
    };
  }
}
