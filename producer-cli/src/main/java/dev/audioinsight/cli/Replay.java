package dev.audioinsight.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * One pass over the dead letters, from the oldest that was never replayed up to the end as it was
 * at the start.
 *
 * <p>What was moved before is known by the committed offset of the replay's group and its metadata,
 * which travel in the transaction of each move ({@link ReplayMarks}). The producer comes first: it
 * ends the transaction of a run that died, and fences a run that still lives; only then are the
 * committed offsets read. Confined to one thread.
 */
final class Replay implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /** A transaction is not to take long, nor its jobs much memory, whatever letters refer to. */
  private static final long ENOUGH_BYTES = 4L * 1024 * 1024;

  /** What became of a chosen letter. */
  enum Fate {
    MOVED("moved"),
    WOULD_MOVE("would be moved"),
    GONE("the record it refers to is gone"),
    NO_TOPIC("its topic is not there"),
    TOO_LARGE("its topic does not take it: too large");

    private final String text;

    Fate(String text) {
      this.text = text;
    }

    boolean isGood() {
      return this == MOVED || this == WOULD_MOVE;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * A letter and the record that it becomes again.
   *
   * @param letter where it is
   * @param job as it is sent
   */
  record Move(DeadLetter letter, ProducerRecord<byte[], byte[]> job) {
    TopicPartition partition() {
      return new TopicPartition(letter.record().topic(), letter.record().partition());
    }

    long bytes() {
      return job.value() == null ? 0 : job.value().length;
    }
  }

  private final Connection connection;
  private final Optional<ReplayMover> mover;
  private final OriginalReader originals;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Boolean> topics = new HashMap<>();
  private final Map<TopicPartition, ReplayMarks> marks = new HashMap<>();
  private final Map<TopicPartition, Long> ends;
  private final boolean first;

  /**
   * @param mover ready to move; empty for a run that only looks
   */
  Replay(Connection connection, String deadLetters, String group, Optional<ReplayMover> mover) {
    this.connection = connection;
    this.mover = mover;
    this.originals = new OriginalReader(connection);
    this.consumer =
        new KafkaConsumer<>(
            connection.with(
                Map.of(
                    "group.id",
                    group,
                    "isolation.level",
                    "read_committed",
                    "enable.auto.commit",
                    false,
                    "auto.offset.reset",
                    "earliest",
                    "max.poll.records",
                    100,
                    "fetch.max.bytes",
                    16 * 1024 * 1024)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(deadLetters, LIMIT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    this.ends = consumer.endOffsets(partitions, LIMIT);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, LIMIT);
    var committed = consumer.committed(Set.copyOf(partitions), LIMIT);
    this.first = partitions.stream().allMatch(partition -> committed.get(partition) == null);
    for (TopicPartition partition : partitions) {
      long beginning = beginnings.get(partition);
      ReplayMarks known = known(committed.get(partition), ends.get(partition), beginning);
      marks.put(partition, known.since(beginning));
      consumer.seek(partition, Math.max(known.base(), beginning));
    }
  }

  /** Whether the broker knows of no replay before: there was none, or it has forgotten. */
  boolean isFirst() {
    return first;
  }

  /** An offset past the end: the topic was made anew, and nothing of it was replayed. */
  private static ReplayMarks known(OffsetAndMetadata committed, long end, long beginning) {
    return committed == null || committed.offset() > end
        ? ReplayMarks.from(beginning)
        : ReplayMarks.of(committed);
  }

  /**
   * Runs the pass.
   *
   * @param fates told of each chosen letter
   */
  void run(ReplayFilter filter, BiConsumer<DeadLetter, Fate> fates) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!isAtEnd()) {
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.poll(POLL).forEach(records::add);
      if (!records.isEmpty()) {
        pass(records, filter, fates);
        deadline = System.nanoTime() + LIMIT.toNanos();
      } else if (System.nanoTime() - deadline > 0) {
        throw new CliException(
            CliException.UNREACHABLE, "no dead letters came within " + LIMIT.toSeconds() + " s");
      }
    }
  }

  private boolean isAtEnd() {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  private void pass(
      List<ConsumerRecord<byte[], byte[]>> records,
      ReplayFilter filter,
      BiConsumer<DeadLetter, Fate> fates) {
    List<Move> moves = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      ReplayMarks mark = marks.get(partition);
      if (record.offset() >= ends.get(partition)) {
        continue;
      }
      if (mark.isReplayed(record.offset())) {
        mark.mark(record.offset());
        continue;
      }
      Optional<Move> move =
          DeadLetter.of(record).filter(filter::chooses).flatMap(letter -> plan(letter, fates));
      if (move.isPresent()) {
        moves.add(move.get());
      } else {
        mark.leave(record.offset());
      }
      if (moves.stream().mapToLong(Move::bytes).sum() >= ENOUGH_BYTES) {
        mover.ifPresent(m -> move(moves, m, fates));
        moves.clear();
      }
    }
    mover.ifPresent(m -> move(moves, m, fates));
  }

  /** How the letter is moved; empty if it is not, and then its fate is told. */
  private Optional<Move> plan(DeadLetter letter, BiConsumer<DeadLetter, Fate> fates) {
    if (!topics.computeIfAbsent(letter.original().topic(), connection::has)) {
      fates.accept(letter, Fate.NO_TOPIC);
      return Optional.empty();
    }
    Optional<ConsumerRecord<byte[], byte[]>> whole =
        letter.isReference() ? originals.read(letter) : Optional.of(letter.record());
    if (whole.isEmpty()) {
      fates.accept(letter, Fate.GONE);
    } else if (mover.isEmpty()) {
      fates.accept(letter, Fate.WOULD_MOVE);
    }
    return mover.flatMap(m -> whole).map(record -> new Move(letter, letter.job(record)));
  }

  /** Those among which one is too large are halved, until it is alone. */
  private void move(List<Move> moves, ReplayMover by, BiConsumer<DeadLetter, Fate> fates) {
    if (moves.isEmpty()) {
      return;
    }
    if (by.move(moves, offsets(moves), consumer.groupMetadata())) {
      moves.forEach(move -> fates.accept(move.letter(), Fate.MOVED));
      return;
    }
    moves.forEach(move -> marks.get(move.partition()).leave(move.letter().record().offset()));
    if (moves.size() == 1) {
      fates.accept(moves.get(0).letter(), Fate.TOO_LARGE);
      return;
    }
    int half = moves.size() / 2;
    move(moves.subList(0, half), by, fates);
    move(moves.subList(half, moves.size()), by, fates);
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(List<Move> moves) {
    moves.forEach(move -> marks.get(move.partition()).mark(move.letter().record().offset()));
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (Move move : moves) {
      offsets.computeIfAbsent(move.partition(), partition -> marks.get(partition).commit());
    }
    return offsets;
  }

  @Override
  public void close() {
    consumer.close();
    originals.close();
  }
}
