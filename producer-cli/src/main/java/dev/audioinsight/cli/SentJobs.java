package dev.audioinsight.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks into the jobs topic for jobs of which it is not known whether they were sent. */
final class SentJobs {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private SentJobs() {}

  /**
   * Those of the jobs that are there, each with its place.
   *
   * @param from where to begin in each partition
   * @param ids of the jobs, which are the keys of their records
   * @throws AuthorizationException if the topic must not be read
   */
  static Map<String, SubmitState.At> find(
      Connection connection, String topic, Map<Integer, Long> from, Set<String> ids) {
    Map<String, SubmitState.At> found = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            connection.with(Map.of("enable.auto.commit", false, "auto.offset.reset", "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      Start.at(from).seek(consumer, partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          deadline = System.nanoTime() + LIMIT.toNanos();
          String key = record.key() == null ? "" : new String(record.key(), UTF_8);
          if (ids.contains(key)) {
            found.put(key, new SubmitState.At(record.partition(), record.offset()));
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new CliException(CliException.UNREACHABLE, topic + " cannot be read");
        }
      }
    }
    return found;
  }
}
