package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The answers that wait for the broker's confirmation, and how they get it: all that are ready go
 * out in one publication with the offsets and metadata of exactly the state after it. Confined to
 * the poll thread.
 *
 * <p>INVARIANT: an offset becomes complete only by a publication that the broker confirmed, and its
 * place is given back at that moment or when its assignment is over.
 */
final class Publishing {
  private static final long COMMIT_INTERVAL_NANOS = 1_000_000_000L;
  private static final long RETRY_AFTER_NANOS = 100_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Assignments assignments;
  private final InFlight inFlight;
  private final Routes routes;
  private final WorkerMetrics metrics;

  private final List<Completion.Answered> ready = new ArrayList<>();
  private final Map<TopicPartition, OffsetAndMetadata> lastCommitted = new HashMap<>();

  /** The marks that the last publication carried, until the broker has said what became of it. */
  private Map<PartitionLedger, CrashMark> carried = Map.of();

  private Publication underway;
  private long commitDueNanos = System.nanoTime();
  private long notBeforeNanos = System.nanoTime();

  Publishing(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      Assignments assignments,
      InFlight inFlight,
      Routes routes,
      WorkerMetrics metrics) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.assignments = assignments;
    this.inFlight = inFlight;
    this.routes = routes;
    this.metrics = metrics;
  }

  /** Takes an answer that the pool gave back. */
  void add(Completion.Answered answered) {
    ready.add(answered);
  }

  /**
   * Publishes what is ready, or asks how the publication underway ended; at once, where it was not
   * refused a moment ago.
   *
   * @return whether the broker was asked
   */
  boolean step() {
    if (System.nanoTime() - notBeforeNanos < 0) {
      return false;
    }
    if (underway != null) {
      settled(underway, publisher.settle());
      return true;
    }
    sweep();
    if (!assignments.reconciling().isEmpty()) {
      return false;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = dueOffsets();
    ConsumerGroupMetadata group = consumer.groupMetadata();
    // A member without a generation is not fenced by the broker: it must not commit.
    if (offsets.isEmpty() || group.generationId() < 0) {
      return false;
    }
    Publication publication = new Publication(ready, records(), offsets, group);
    settled(publication, publisher.publish(publication));
    return true;
  }

  /** Forgets what waits for partitions that are gone, and gives their places back. */
  void dropped(Collection<TopicPartition> partitions) {
    lastCommitted.keySet().removeAll(partitions);
    if (underway == null) {
      sweep();
    }
  }

  /** The tickets whose answers wait. */
  List<Ticket> waiting() {
    return ready.stream().map(Completion.Answered::ticket).toList();
  }

  /** Whether the last word of the broker was good. */
  boolean isHealthy() {
    return underway == null
        && assignments.reconciling().isEmpty()
        && System.nanoTime() - notBeforeNanos >= 0;
  }

  /** Whether nothing waits for the broker. */
  boolean isIdle() {
    return ready.isEmpty() && underway == null;
  }

  boolean hasReady(Collection<TopicPartition> partitions) {
    return ready.stream()
        .anyMatch(answered -> partitions.contains(Assignments.partitionOf(answered.ticket())));
  }

  int readyCount() {
    return ready.size();
  }

  Map<TopicPartition, OffsetAndMetadata> lastCommitted() {
    return lastCommitted;
  }

  private void settled(Publication publication, Publisher.Outcome outcome) {
    underway = outcome == Publisher.Outcome.UNKNOWN ? publication : null;
    switch (outcome) {
      case CONFIRMED -> {
        metrics.transactionCommitted();
        publication.offsets().forEach(this::committed);
        confirm(publication.answers());
        carried.forEach(PartitionLedger::markCommitted);
      }
      case PUBLISHED -> {
        confirm(publication.answers());
        notBeforeNanos = System.nanoTime() + RETRY_AFTER_NANOS;
      }
      case ABORTED -> {
        metrics.transactionAborted();
        notBeforeNanos = System.nanoTime() + RETRY_AFTER_NANOS;
      }
      case PRODUCER_REPLACED -> assignments.doubt();
      case UNKNOWN -> {}
    }
    if (underway == null) {
      sweep();
    }
  }

  private void committed(TopicPartition partition, OffsetAndMetadata offset) {
    if (assignments.ledgers().containsKey(partition)) {
      lastCommitted.put(partition, offset);
    }
  }

  private void confirm(List<Completion.Answered> answers) {
    for (Completion.Answered answered : answers) {
      metrics.answered(answered.answer().result());
      if (answered.answer().isDeadLettered()) {
        metrics.deadLettered();
      }
      assignments
          .ledgerOf(answered.ticket())
          .ifPresent(ledger -> ledger.confirm(Set.of(offsetOf(answered.ticket()))));
    }
  }

  /** Lets go of answers that are confirmed, or that nobody waits for any more. */
  private void sweep() {
    ready.removeIf(
        answered -> {
          boolean wanted =
              assignments
                  .ledgerOf(answered.ticket())
                  .filter(ledger -> ledger.isIncomplete(offsetOf(answered.ticket())))
                  .isPresent();
          if (!wanted) {
            inFlight.giveBack(answered.ticket().record());
          }
          return !wanted;
        });
  }

  private List<ProducerRecord<byte[], byte[]>> records() {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(ready.size() + 4);
    for (Completion.Answered answered : ready) {
      records.addAll(Records.of(answered.ticket().record(), answered.answer(), routes));
    }
    return records;
  }

  /**
   * Offsets of the partitions with an answer, of those whose mark is due, and once a second of
   * those whose base has moved.
   */
  private Map<TopicPartition, OffsetAndMetadata> dueOffsets() {
    Map<TopicPartition, Set<Long>> settled = new HashMap<>();
    for (Completion.Answered answered : ready) {
      settled
          .computeIfAbsent(Assignments.partitionOf(answered.ticket()), p -> new HashSet<>())
          .add(offsetOf(answered.ticket()));
    }
    long now = System.nanoTime();
    boolean interval = now - commitDueNanos >= 0;
    if (interval) {
      commitDueNanos = now + COMMIT_INTERVAL_NANOS;
    }
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    Map<PartitionLedger, CrashMark> marks = new HashMap<>();
    assignments
        .ledgers()
        .forEach(
            (partition, ledger) -> {
              Set<Long> answered = settled.getOrDefault(partition, Set.of());
              if (!answered.isEmpty()
                  || ledger.isMarkDue()
                  || (interval && baseMoved(partition, ledger))) {
                Progress progress = ledger.progressAfter(answered);
                due.put(partition, offset(progress));
                marks.put(ledger, progress.mark());
              }
            });
    carried = marks;
    return due;
  }

  private boolean baseMoved(TopicPartition partition, PartitionLedger ledger) {
    OffsetAndMetadata last = lastCommitted.get(partition);
    return last == null || last.offset() != ledger.base();
  }

  private static OffsetAndMetadata offset(Progress progress) {
    return new OffsetAndMetadata(progress.base(), CommitMetadata.encode(progress));
  }

  private static long offsetOf(Ticket ticket) {
    return ticket.record().source().offset();
  }
}
