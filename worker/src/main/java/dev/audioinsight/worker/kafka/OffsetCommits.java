package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.StampedMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Which offsets a publication is to commit: those of the partitions with an answer, of those whose
 * mark the broker must hear of, and once a second of those whose progress has moved. Confined to
 * the poll thread.
 */
final class OffsetCommits {
  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final Assignments assignments;
  private final TopicWatch topics;
  private final Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();

  /** The marks that the last publication carried, until the broker has said what became of it. */
  private Map<PartitionLedger, CrashMark> carried = Map.of();

  private boolean asked;
  private long dueNanos = System.nanoTime();

  OffsetCommits(Assignments assignments, TopicWatch topics) {
    this.assignments = assignments;
    this.topics = topics;
  }

  /** Progress that no answer would carry soon is to be committed with the next publication. */
  void ask() {
    asked = true;
  }

  boolean isAsked() {
    return asked;
  }

  /** There was nothing to commit, or the broker has it. */
  void done() {
    asked = false;
  }

  /**
   * What is to be committed now.
   *
   * @param answered the offsets that are complete once the broker confirms the publication
   */
  Map<TopicPartition, OffsetAndMetadata> due(Map<PartitionLedger, Set<Long>> answered) {
    boolean interval = isInterval();
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    Map<PartitionLedger, CrashMark> marks = new HashMap<>();
    assignments
        .ledgers()
        .forEach(
            (partition, ledger) -> {
              Set<Long> complete = answered.getOrDefault(ledger, Set.of());
              if (!complete.isEmpty()
                  || ledger.isMarkDue()
                  || (interval && hasMoved(partition, ledger))) {
                Progress progress = ledger.progressAfter(complete);
                due.put(partition, offset(progress));
                marks.put(ledger, progress.mark());
              }
            });
    carried = marks;
    return due;
  }

  /** The broker has these, and the marks that went with them. */
  void confirmed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    done();
    offsets.forEach(
        (partition, offset) -> {
          if (assignments.ledgers().containsKey(partition)) {
            last.put(partition, offset);
          }
        });
    carried.forEach(PartitionLedger::markCommitted);
  }

  void dropped(Collection<TopicPartition> partitions) {
    last.keySet().removeAll(partitions);
  }

  /** What the broker has of each partition, as far as this owner committed it. */
  Map<TopicPartition, OffsetAndMetadata> last() {
    return last;
  }

  private boolean isInterval() {
    long now = System.nanoTime();
    boolean interval = asked || now - dueNanos >= 0;
    if (interval) {
      dueNanos = now + INTERVAL_NANOS;
    }
    return interval;
  }

  /** Attempts are progress too: an owner who never got an answer must have counted them. */
  private boolean hasMoved(TopicPartition partition, PartitionLedger ledger) {
    return !offset(ledger.progressAfter(Set.of())).equals(last.get(partition));
  }

  private OffsetAndMetadata offset(Progress progress) {
    StampedMetadata metadata =
        new StampedMetadata(topics.jobsId().map(Uuid::toString), CommitMetadata.encode(progress));
    return new OffsetAndMetadata(progress.base(), metadata.write());
  }
}
