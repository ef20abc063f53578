package dev.audioinsight.cli.status;

import dev.audioinsight.cli.Connection;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the first record without an answer of each partition. Thread-safe. */
final class OldestJobReader {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private OldestJobReader() {}

  /**
   * The oldest of all; empty where there is none, or the topic must not be read.
   *
   * @param jobs the jobs topic
   */
  static Optional<OldestJob> read(
      Connection connection, String jobs, List<PartitionStatus> partitions) {
    Map<TopicPartition, Long> wanted =
        partitions.stream()
            .filter(partition -> partition.unanswered() > 0)
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(jobs, partition.partition()),
                    PartitionStatus::base));
    Map<Integer, Long> ends =
        partitions.stream()
            .collect(Collectors.toMap(PartitionStatus::partition, PartitionStatus::end));
    List<OldestJob> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            connection.with(
                Map.of(
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "max.partition.fetch.bytes",
                    1_024,
                    "auto.offset.reset",
                    "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(wanted.keySet());
      wanted.forEach(consumer::seek);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!consumer.assignment().isEmpty() && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(jobs, record.partition());
          if (wanted.remove(partition) != null) {
            found.add(job(record));
          }
        }
        // What is left there may be but the marks of transactions.
        wanted.keySet().removeIf(p -> consumer.position(p) >= ends.get(p.partition()));
        consumer.assign(wanted.keySet());
      }
    } catch (AuthorizationException e) {
      return Optional.empty();
    }
    return found.stream().min(Comparator.comparingLong(OldestJob::timestamp));
  }

  private static OldestJob job(ConsumerRecord<byte[], byte[]> record) {
    return new OldestJob(record.partition(), record.offset(), record.timestamp(), jobId(record));
  }

  private static String jobId(ConsumerRecord<byte[], byte[]> record) {
    try {
      return JobCodec.decode(
              record.value(),
              name -> Optional.ofNullable(record.headers().lastHeader(name)).map(Header::value),
              Job.defaultId(record.topic(), record.partition(), record.offset()))
          .jobId();
    } catch (InvalidJobException e) {
      return e.jobId();
    }
  }
}
