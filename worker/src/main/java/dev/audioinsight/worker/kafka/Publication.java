package dev.audioinsight.worker.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is published at once: results, dead letters, and the offsets with the metadata that marks
 * exactly these as done.
 *
 * @param answers the answers that the records are of
 * @param records results and dead letters
 * @param offsets by partition: the lowest incomplete offset and the progress above it
 * @param group the full membership, read right before
 */
record Publication(
    List<Outgoing> answers,
    List<ProducerRecord<byte[], byte[]>> records,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    ConsumerGroupMetadata group) {

  Publication {
    answers = List.copyOf(answers);
    records = List.copyOf(records);
    offsets = Map.copyOf(offsets);
  }
}
