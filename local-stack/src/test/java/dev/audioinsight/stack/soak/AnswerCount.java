package dev.audioinsight.stack.soak;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts the answers that a {@code read_committed} reader sees, and keeps none of them. Confined to
 * one thread.
 */
final class AnswerCount implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BitSet answered = new BitSet();
  private int twice;
  private int withSpeech;
  private int failed;
  private String firstFailure = "";

  AnswerCount(String bootstrapServers, String topic) {
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
  void read(Duration time) {
    consumer.poll(time).forEach(this::count);
  }

  /** Reads up to the last stable offset as the broker has it now. */
  void readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      read(Duration.ofMillis(50));
    }
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    Result result = decoded(record);
    int number = InlineJobs.number(result.jobId());
    if (answered.get(number)) {
      twice++;
    }
    answered.set(number);
    if (result instanceof Result.Completed completed) {
      withSpeech += completed.speech().durationMs() > 0 ? 1 : 0;
    } else if (failed++ == 0) {
      firstFailure = result.toString();
    }
  }

  private static Result decoded(ConsumerRecord<byte[], byte[]> record) {
    try {
      return ResultCodec.decode(record.value());
    } catch (IOException e) {
      throw new AssertionError("not a result", e);
    }
  }

  /** How many jobs have an answer. */
  int answered() {
    return answered.cardinality();
  }

  /** How many answers came to jobs that had one. */
  int twice() {
    return twice;
  }

  /** How many recordings speech was found in. */
  int withSpeech() {
    return withSpeech;
  }

  /** The first failure among the answers; empty if there is none. */
  String firstFailure() {
    return firstFailure;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
