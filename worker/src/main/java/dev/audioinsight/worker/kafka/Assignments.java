package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.engine.Ticket;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of this member: those that still wait for their committed offsets, and the ledgers
 * of the others. Confined to the poll thread.
 */
final class Assignments {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparingInt(TopicPartition::partition).thenComparing(TopicPartition::topic);

  private final Map<TopicPartition, PartitionLedger> ledgers = new TreeMap<>(ORDER);

  /** The same ledgers: a ticket asks for its own several times. */
  private final Map<Long, PartitionLedger> byEpoch = new HashMap<>();

  private final Set<TopicPartition> restoring = new HashSet<>();
  private final Set<TopicPartition> reconciling = new HashSet<>();
  private final CrashMark.Dirty self;
  private long epochs;

  /**
   * @param self what commits say of this process while it works
   */
  Assignments(CrashMark.Dirty self) {
    this.self = self;
  }

  /** Takes partitions in; they are restored before a record of theirs is polled. */
  void assigned(Collection<TopicPartition> partitions) {
    restoring.addAll(partitions);
  }

  /**
   * Opens the ledger of a partition whose progress is known now.
   *
   * @param logEnd the end of its log at this moment
   */
  PartitionLedger restored(TopicPartition partition, Progress progress, long logEnd) {
    if (!restoring.remove(partition)) {
      throw new IllegalStateException(partition + " does not wait to be restored");
    }
    PartitionLedger ledger =
        new PartitionLedger(++epochs, progress, new CrashWatch(self, progress, logEnd));
    forget(ledgers.put(partition, ledger));
    byEpoch.put(ledger.epoch(), ledger);
    return ledger;
  }

  /** Forgets partitions; tickets of theirs find no ledger any more. */
  void dropped(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> forget(ledgers.remove(partition)));
    restoring.removeAll(partitions);
    reconciling.removeAll(partitions);
  }

  private void forget(PartitionLedger ledger) {
    if (ledger != null) {
      byEpoch.remove(ledger.epoch());
    }
  }

  /** From now on the committed offsets of all ledgers are in doubt. */
  void doubt() {
    reconciling.addAll(ledgers.keySet());
  }

  void reconciled(TopicPartition partition) {
    reconciling.remove(partition);
  }

  /** The ledger that the ticket was admitted to, unless that assignment is over. */
  Optional<PartitionLedger> ledgerOf(Ticket ticket) {
    return Optional.ofNullable(byEpoch.get(ticket.epoch()));
  }

  static TopicPartition partitionOf(Ticket ticket) {
    return new TopicPartition(
        ticket.record().source().topic(), ticket.record().source().partition());
  }

  static long offsetOf(Ticket ticket) {
    return ticket.record().source().offset();
  }

  /**
   * All partitions of this member, as the listener was told.
   *
   * <p>INVARIANT: of these alone the consumer is asked, and these alone it is told to pause, resume
   * or seek. Its own assignment may name others: the consumer of KIP-848 forgets partitions on a
   * thread of its own, some time after the listener has returned.
   */
  Set<TopicPartition> partitions() {
    Set<TopicPartition> all = new HashSet<>(ledgers.keySet());
    all.addAll(restoring);
    return all;
  }

  Map<TopicPartition, PartitionLedger> ledgers() {
    return ledgers;
  }

  Set<TopicPartition> restoring() {
    return restoring;
  }

  Set<TopicPartition> reconciling() {
    return reconciling;
  }

  /** Whether the broker must hear of a mark before work goes on. */
  boolean isMarkDue() {
    return ledgers.values().stream().anyMatch(PartitionLedger::isMarkDue);
  }

  boolean isMarkDue(Collection<TopicPartition> partitions) {
    return ledgers.entrySet().stream()
        .anyMatch(entry -> partitions.contains(entry.getKey()) && entry.getValue().isMarkDue());
  }

  /** The partition is given up in order: no death is to be read from its mark. */
  void rest(TopicPartition partition) {
    PartitionLedger ledger = ledgers.get(partition);
    if (ledger != null) {
      ledger.crashes().rest();
    }
  }

  boolean isEmpty() {
    return ledgers.isEmpty() && restoring.isEmpty();
  }
}
