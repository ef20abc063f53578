package dev.audioinsight.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * A cluster and where topics of it end. Immutable.
 *
 * @param clusterId as the cluster calls itself
 * @param topics the next offset of each partition of each topic
 */
record TopicEnds(String clusterId, Map<String, Map<Integer, Long>> topics) {
  private static final long LIMIT_SECONDS = 30;

  /** Asks the cluster. */
  static TopicEnds of(Connection connection, String... names) {
    return connection.ask(
        admin -> {
          Map<String, Map<Integer, Long>> topics = new TreeMap<>();
          for (String name : names) {
            topics.put(name, ends(admin, name));
          }
          String id = admin.describeCluster().clusterId().get(LIMIT_SECONDS, TimeUnit.SECONDS);
          return new TopicEnds(id, topics);
        });
  }

  private static Map<Integer, Long> ends(Admin admin, String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    var description =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(LIMIT_SECONDS, TimeUnit.SECONDS)
            .get(topic);
    Map<TopicPartition, OffsetSpec> latest =
        description.partitions().stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(topic, info.partition()),
                    info -> OffsetSpec.latest()));
    Map<Integer, Long> ends = new TreeMap<>();
    admin
        .listOffsets(latest)
        .all()
        .get(LIMIT_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }
}
