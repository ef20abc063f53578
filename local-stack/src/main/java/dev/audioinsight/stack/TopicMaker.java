package dev.audioinsight.stack;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes topics of one replica on a broker, and returns when clients may use them. Thread-safe. */
public final class TopicMaker {
  private TopicMaker() {}

  /** Makes topics; those that are there already stay as they are. */
  public static void create(String bootstrapServers, int partitions, String... names) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      for (String name : names) {
        create(admin, new NewTopic(name, partitions, (short) 1));
      }
      awaitKnown(admin, List.of(names));
    }
  }

  /** The controller has made them; clients may use them once the broker's metadata say so too. */
  private static void awaitKnown(Admin admin, List<String> topics) {
    for (; ; ) {
      try {
        admin.describeTopics(topics).allTopicNames().get();
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw new IllegalStateException("topics cannot be described", e.getCause());
        }
      }
    }
  }

  private static void create(Admin admin, NewTopic topic) {
    try {
      admin.createTopics(List.of(topic)).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("topic " + topic.name() + " cannot be made", e.getCause());
      }
    }
  }
}
