package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** A cluster that tells at once which topics it has, all but those that a test takes away. */
final class FixedTopics implements TopicSource {
  final Map<String, Uuid> ids = new HashMap<>();
  final Set<String> missing = new HashSet<>();
  final Map<TopicPartition, Long> ends = new HashMap<>();

  /** What every question fails with, or null. */
  KafkaException failure;

  /** A watch that has looked already, and finds all topics there. */
  static TopicWatch watch() {
    return watch(new FixedTopics());
  }

  /** The same, of this cluster. */
  static TopicWatch watch(FixedTopics cluster) {
    TopicWatch watch =
        new TopicWatch(
            cluster,
            new Routes("jobs", "results", "dlq", "workers"),
            new Troubles(new WorkerMetrics(new SimpleMeterRegistry()), System::nanoTime),
            Patience.DEFAULT.silence(),
            System::nanoTime);
    watch.look();
    return watch;
  }

  @Override
  public Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> ends(
      Collection<TopicPartition> partitions) {
    return partitions.stream()
        .collect(
            Collectors.toMap(
                partition -> partition,
                partition ->
                    KafkaFuture.completedFuture(
                        new ListOffsetsResultInfo(
                            ends.getOrDefault(partition, 0L), -1, Optional.empty()))));
  }

  @Override
  public Map<String, KafkaFuture<TopicDescription>> describe(Collection<String> topics) {
    if (failure != null) {
      throw failure;
    }
    Map<String, KafkaFuture<TopicDescription>> answers = new HashMap<>();
    topics.forEach(topic -> answers.put(topic, answer(topic)));
    return answers;
  }

  private KafkaFuture<TopicDescription> answer(String topic) {
    KafkaFutureImpl<TopicDescription> answer = new KafkaFutureImpl<>();
    if (missing.contains(topic)) {
      answer.completeExceptionally(new UnknownTopicOrPartitionException());
    } else {
      Uuid id = ids.computeIfAbsent(topic, name -> Uuid.randomUuid());
      answer.complete(new TopicDescription(topic, false, List.of(), Set.of(), id));
    }
    return answer;
  }
}
