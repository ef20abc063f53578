package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads committed results as they come, without a group: every reader sees every result.
 *
 * <p>Where it begins is fixed when the constructor returns; a result of a job that is sent
 * afterwards cannot be missed. Confined to one thread.
 */
public final class ResultCollector implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * @param fromBeginning whether results that are there already are read too
   */
  public ResultCollector(Connection connection, String topic, boolean fromBeginning) {
    consumer =
        new KafkaConsumer<>(
            connection.with(
                Map.of(
                    "isolation.level", "read_committed",
                    "enable.auto.commit", false,
                    "auto.offset.reset", "earliest")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    if (fromBeginning) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
    }
    // A seek is lazy: asking for the position makes it real.
    partitions.forEach(consumer::position);
  }

  /** The results that come within the time; what is no result is passed over. */
  public List<Result> poll(Duration time) {
    List<Result> results = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(time)) {
      try {
        results.add(ResultCodec.decode(record.value()));
      } catch (IOException | RuntimeException e) {
        // Somebody else's record; this topic may be shared.
      }
    }
    return results;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
