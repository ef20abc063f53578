package dev.audioinsight.stack.harness;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic as a {@code read_committed} reader sees it, from its beginning and without a group; it
 * hands each record on and keeps none. Confined to one thread.
 */
public final class CommittedTopic implements AutoCloseable {
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Consumer<ConsumerRecord<byte[], byte[]>> reader;

  /**
   * @param reader gets each record, in the order of its partition
   */
  public CommittedTopic(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    this.reader = reader;
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads what comes within the time. */
  public void read(Duration time) {
    consumer.poll(time).forEach(reader);
  }

  /** Reads what comes within a moment. */
  void read() {
    read(MOMENT);
  }

  /** Reads up to the last stable offset as the broker has it now. */
  public void readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      read();
    }
  }

  /** What a record of the results topic says. */
  public static Result result(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ResultCodec.decode(record.value());
    } catch (IOException e) {
      throw new AssertionError("not a result", e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
