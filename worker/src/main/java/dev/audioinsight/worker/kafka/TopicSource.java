package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;

/** Asks a broker about topics, and waits for no answer. Confined to the poll thread. */
@FunctionalInterface
interface TopicSource extends AutoCloseable {

  Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics);

  @Override
  default void close() {}

  /** Asks by an admin client of its own, which is made for the first question. */
  static TopicSource of(Supplier<Admin> admins) {
    return new TopicSource() {
      private Admin admin;

      @Override
      public Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
        if (admin == null) {
          admin = admins.get();
        }
        return admin.describeTopics(topics).topicNameValues();
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
