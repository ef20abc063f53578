package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.StampedMetadata;
import dev.audioinsight.contract.progress.UnreadableMetadataException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A publisher and what is behind it: it takes what comes, unless a test has other outcomes in
 * store, and a mock consumer reads the commits back. Confined to the test thread.
 */
final class Broker implements Publisher {
  private final MockConsumer<byte[], byte[]> consumer;
  private final List<Publication> confirmed = new ArrayList<>();
  private final Queue<Outcome> outcomes = new ArrayDeque<>();
  private int limit = Integer.MAX_VALUE;
  private List<ProducerRecord<byte[], byte[]>> refused = List.of();
  private Publication underway;
  private KafkaException denial;
  private int asked;

  Broker(MockConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** The next publication that would not be refused ends so, or the one underway. */
  void next(Outcome outcome) {
    outcomes.add(outcome);
  }

  /** What is underway is denied when it is to be settled. */
  void deny(KafkaException denial) {
    this.denial = denial;
  }

  /** It names the first record of a publication that has more bytes, as Kafka's may do. */
  void takeAtMost(int bytes) {
    limit = bytes;
  }

  @Override
  public void initialise() {
    // It is ready.
  }

  @Override
  public Outcome publish(Publication publication) {
    asked++;
    refused =
        publication.records().stream()
            .filter(record -> RecordLimits.sizeOf(record) > limit)
            .limit(1)
            .toList();
    Outcome outcome = outcomes.isEmpty() ? Outcome.CONFIRMED : outcomes.remove();
    if (!refused.isEmpty() && outcome == Outcome.CONFIRMED) {
      return Outcome.ABORTED;
    }
    underway = publication;
    if (outcome == Outcome.CONFIRMED && !publication.records().isEmpty()) {
      return Outcome.SENT;
    }
    return ended(outcome);
  }

  private Outcome ended(Outcome outcome) {
    if (outcome == Outcome.CONFIRMED) {
      confirmed.add(underway);
      consumer.commitSync(underway.offsets());
    }
    return outcome;
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> refused() {
    return refused;
  }

  @Override
  public void idle() {
    // It has no troubles.
  }

  @Override
  public Outcome settle() {
    if (denial != null) {
      throw denial;
    }
    return ended(outcomes.isEmpty() ? Outcome.CONFIRMED : outcomes.remove());
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  /** How often something was to be published. */
  int asked() {
    return asked;
  }

  /** The answers that are confirmed. */
  List<Outgoing> answers() {
    return confirmed.stream().flatMap(publication -> publication.answers().stream()).toList();
  }

  /** What a successor would find. */
  Progress committed(TopicPartition partition) throws UnreadableMetadataException {
    OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
    return CommitMetadata.decode(
        committed.offset(), StampedMetadata.read(committed.metadata()).progress());
  }
}
