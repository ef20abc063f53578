package dev.audioinsight.bench.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Makes and removes topics on a broker. Thread-safe. */
public final class Topics implements AutoCloseable {
  private final Admin admin;

  public Topics(String bootstrapServers) {
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Makes topics that can be used when this returns. */
  public void create(int partitions, String... names) throws InterruptedException {
    List<NewTopic> topics =
        Arrays.stream(names).map(name -> new NewTopic(name, partitions, (short) 1)).toList();
    try {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
      awaitKnown(List.of(names));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("topics cannot be made", e);
    }
  }

  private void awaitKnown(List<String> names) throws InterruptedException, TimeoutException {
    for (; ; ) {
      try {
        admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        // The controller has made them, and the broker does not know yet.
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  /** Removes topics, in the background. */
  public void delete(String... names) {
    admin.deleteTopics(List.of(names));
  }

  @Override
  public void close() {
    admin.close();
  }
}
