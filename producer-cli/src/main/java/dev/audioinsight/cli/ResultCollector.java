package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads committed results as they come, without a group: every reader sees every result.
 *
 * <p>Where it begins is fixed when the constructor returns; a result of a job that is sent
 * afterwards cannot be missed. Confined to one thread.
 */
public final class ResultCollector implements AutoCloseable {
  /** A partition that is added is found within that time. */
  private static final int METADATA_MAX_AGE_MS = 5_000;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Map<TopicPartition, Long> ends;
  private long read;

  /**
   * @param fromBeginning whether results that are there already are read too
   */
  public ResultCollector(Connection connection, String topic, boolean fromBeginning) {
    this(connection, topic, fromBeginning ? Start.BEGINNING : Start.END);
  }

  ResultCollector(Connection connection, String topic, Start start) {
    this.topic = topic;
    consumer =
        new KafkaConsumer<>(
            connection.with(
                Map.of(
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "metadata.max.age.ms",
                    METADATA_MAX_AGE_MS,
                    "auto.offset.reset",
                    "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = partitions(consumer.partitionsFor(topic));
    consumer.assign(partitions);
    start.seek(consumer, partitions);
    // A seek is lazy: asking for the position makes it real.
    partitions.forEach(consumer::position);
    ends = consumer.endOffsets(partitions);
  }

  private static List<TopicPartition> partitions(List<PartitionInfo> infos) {
    return infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
  }

  /** A partition that was added since is read from its beginning, for all of it is new. */
  private void takeInAddedPartitions() {
    List<TopicPartition> all = partitions(knownPartitions());
    Set<TopicPartition> added = new HashSet<>(all);
    added.removeAll(consumer.assignment());
    if (!added.isEmpty()) {
      consumer.assign(all);
      consumer.seekToBeginning(added);
    }
  }

  /** As the consumer has them; none while no broker answers. */
  private List<PartitionInfo> knownPartitions() {
    try {
      return consumer.partitionsFor(topic, Duration.ZERO);
    } catch (TimeoutException e) {
      return List.of();
    }
  }

  /** The results that come within the time; what is no result is passed over. */
  public List<Result> poll(Duration time) {
    return receive(time).stream().map(Received::result).toList();
  }

  /** The same, each with the time of its record. */
  List<Received> receive(Duration time) {
    takeInAddedPartitions();
    List<Received> results = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
      try {
        results.add(new Received(ResultCodec.decode(record.value()), record.timestamp(), ++read));
      } catch (IOException | RuntimeException e) {
        // Somebody else's record; this topic may be shared.
      }
    }
    return results;
  }

  /** Whether all has been read that was there when the reading began. */
  boolean isAtFirstEnd() {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  /**
   * A result and when it was written.
   *
   * @param timestamp in milliseconds since 1970
   * @param number of the results that were read, in the order of reading
   */
  record Received(Result result, long timestamp, long number) {}

  @Override
  public void close() {
    consumer.close();
  }
}
