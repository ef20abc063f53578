package dev.audioinsight.stack.harness;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a group has committed, commits under way included. A producer returns from a commit some
 * milliseconds before an admin client can see its offsets; a consumer waits for them. Thread-safe.
 */
public final class CommittedOffsets {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private CommittedOffsets() {}

  /** The commits of a group; none for a partition without one. */
  public static Map<TopicPartition, OffsetAndMetadata> of(
      String bootstrapServers, String group, Set<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                group,
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          new HashMap<>(consumer.committed(partitions, LIMIT));
      committed.values().removeIf(offset -> offset == null);
      return committed;
    }
  }
}
