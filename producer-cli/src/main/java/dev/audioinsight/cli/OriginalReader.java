package dev.audioinsight.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Fetches the records that dead letters refer to. Confined to one thread. */
final class OriginalReader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;

  OriginalReader(Connection connection) {
    consumer =
        new KafkaConsumer<>(
            connection.with(
                Map.of(
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "none",
                    "max.poll.records",
                    1)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /**
   * The record that the letter refers to, from a topic that exists.
   *
   * @return empty if it is there no more; another record at its place, as in a topic that was made
   *     anew, is told by its timestamp
   */
  Optional<ConsumerRecord<byte[], byte[]>> read(DeadLetter letter) {
    TopicPartition place = letter.original();
    if (consumer.partitionsFor(place.topic(), LIMIT).size() <= place.partition()) {
      return Optional.empty();
    }
    List<TopicPartition> places = List.of(place);
    consumer.assign(places);
    long beginning = consumer.beginningOffsets(places, LIMIT).get(place);
    long end = consumer.endOffsets(places, LIMIT).get(place);
    if (letter.offset() < beginning || letter.offset() >= end) {
      return Optional.empty();
    }
    consumer.seek(place, letter.offset());
    return next(place, letter.offset())
        .filter(record -> record.offset() == letter.offset())
        .filter(record -> letter.timestamp().filter(t -> t != record.timestamp()).isEmpty());
  }

  private Optional<ConsumerRecord<byte[], byte[]>> next(TopicPartition place, long offset) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (consumer.position(place) <= offset) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        return Optional.of(record);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new CliException(
            CliException.UNREACHABLE, place + " gave no record within " + LIMIT.toSeconds() + " s");
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
