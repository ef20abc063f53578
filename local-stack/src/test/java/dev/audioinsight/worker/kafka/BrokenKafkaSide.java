package dev.audioinsight.worker.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** A Kafka side with one wrong collaborator. Thread-safe. */
public final class BrokenKafkaSide extends KafkaSide {
  private final BrokenRule rule;

  public BrokenKafkaSide(KafkaSettings settings, BrokenRule rule) {
    super(settings);
    this.rule = rule;
  }

  @Override
  Consumer<byte[], byte[]> consumer() {
    return rule == BrokenRule.KEEPS_WHAT_WAS_TAKEN
        ? PossessiveConsumer.of(super.consumer())
        : super.consumer();
  }

  @Override
  Publisher publisher(Consumer<byte[], byte[]> consumer, Troubles troubles) {
    return switch (rule) {
      case NONE, KEEPS_WHAT_WAS_TAKEN -> super.publisher(consumer, troubles);
      case DROPS_THE_METADATA ->
          tampering(
              consumer, troubles, (partition, offset) -> new OffsetAndMetadata(offset.offset()));
      case COMMITS_THE_HIGHEST_SEEN ->
          tampering(
              consumer,
              troubles,
              (partition, offset) -> new OffsetAndMetadata(consumer.position(partition)));
      case COMMITS_UNDER_A_STALE_GENERATION ->
          new TamperingPublisher(super.publisher(consumer, troubles), new StaleGeneration());
      case RESENDS_AFTER_AN_UNKNOWN_COMMIT ->
          new ResendingPublisher(() -> super.publisher(consumer, troubles));
    };
  }

  private Publisher tampering(Consumer<byte[], byte[]> consumer, Troubles troubles, Wrong wrong) {
    return new TamperingPublisher(
        super.publisher(consumer, troubles),
        publication -> {
          Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
          publication
              .offsets()
              .forEach((partition, offset) -> offsets.put(partition, wrong.of(partition, offset)));
          return new Publication(
              publication.answers(), publication.records(), offsets, publication.group());
        });
  }

  /** What is committed instead. */
  private interface Wrong {
    OffsetAndMetadata of(TopicPartition partition, OffsetAndMetadata right);
  }

  /** Keeps the first membership for ever. Confined to the poll thread. */
  private static final class StaleGeneration implements UnaryOperator<Publication> {
    private ConsumerGroupMetadata first;

    @Override
    public Publication apply(Publication publication) {
      if (first == null) {
        first = publication.group();
      }
      return new Publication(
          publication.answers(), publication.records(), publication.offsets(), first);
    }
  }
}
