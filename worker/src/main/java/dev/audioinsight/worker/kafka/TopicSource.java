package dev.audioinsight.worker.kafka;

import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks a broker about topics, and waits for no answer. Confined to the poll thread. */
interface TopicSource extends AutoCloseable {
  /** They are asked for again at each turn until they are told. */
  int ENDS_LIMIT_MS = 1_000;

  Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics);

  /** The ends of these logs, with what open transactions have written. */
  Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ends(
      Collection<TopicPartition> partitions);

  @Override
  default void close() {}

  /** Asks by an admin client of its own, which is made for the first question. */
  static TopicSource of(Supplier<Admin> admins) {
    return new TopicSource() {
      private Admin admin;

      @Override
      public Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
        return admin().describeTopics(topics).topicNameValues();
      }

      @Override
      public Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ends(
          Collection<TopicPartition> partitions) {
        ListOffsetsResult asked =
            admin()
                .listOffsets(
                    partitions.stream().collect(toMap(p -> p, p -> OffsetSpec.latest())),
                    new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)
                        .timeoutMs(ENDS_LIMIT_MS));
        return partitions.stream().collect(toMap(p -> p, asked::partitionResult));
      }

      private Admin admin() {
        if (admin == null) {
          admin = admins.get();
        }
        return admin;
      }

      @Override
      public void close() {
        if (admin != null) {
          admin.close(Duration.ZERO);
        }
      }
    };
  }
}
