package dev.audioinsight.cli.status;

import dev.audioinsight.cli.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads what a group has committed.
 *
 * <p>A transaction ends at each broker by itself: its answers can be read some milliseconds before
 * its offsets can. A consumer waits for those, an admin client does not. Thread-safe.
 */
final class CommitReader {
  /** One that stays open for longer has no answers yet: then what was committed before it holds. */
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(5);

  private static final long LIMIT_SECONDS = 30;

  private CommitReader() {}

  /** Its commits; nothing for a partition without one. */
  static Map<TopicPartition, OffsetAndMetadata> read(
      Connection connection, Admin admin, String group, Set<TopicPartition> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(connection, group)) {
      return new HashMap<>(consumer.committed(partitions, SETTLE_LIMIT));
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata(group)
          .get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (KafkaException e) {
      throw connection.unreachable(e);
    }
  }

  /** It joins no group, nor does it commit. */
  private static KafkaConsumer<byte[], byte[]> consumer(Connection connection, String group) {
    return new KafkaConsumer<>(
        connection.with(Map.of("group.id", group, "enable.auto.commit", false)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
