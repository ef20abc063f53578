package dev.audioinsight.cli.status;

import dev.audioinsight.contract.progress.Progress;
import java.util.Optional;

/**
 * How far the group is with one partition of the jobs topic. Immutable.
 *
 * @param partition its number
 * @param beginning the first offset that is there
 * @param end the offset behind the last one
 * @param committed the lowest offset without an answer; empty where nothing was ever committed
 * @param progress what the commit says of the offsets above; empty where that cannot be read
 * @param trouble why it cannot be read, or what else is wrong with the commit
 * @param worker who has the partition
 */
record PartitionStatus(
    int partition,
    long beginning,
    long end,
    Optional<Long> committed,
    Optional<Progress> progress,
    Optional<String> trouble,
    Optional<String> worker) {

  /** The first offset that may be without an answer. */
  long base() {
    return Math.max(beginning, committed.orElse(beginning));
  }

  /** Offsets from the base to the end, as Kafka's own tools count them. */
  long lag() {
    return Math.max(0, end - base());
  }

  /** Offsets above the base that are answered, or hold no job. */
  long answeredAbove() {
    return progress
        .map(p -> Math.max(0, Math.min(p.top(), end) - base() - p.incompleteCount()))
        .orElse(0L);
  }

  /** Jobs without an answer; at most, for an offset may hold no job. */
  long unanswered() {
    return lag() - answeredAbove();
  }

  /** Jobs that were begun, or stand between such, and have no answer by the last commit. */
  int open() {
    return progress.map(Progress::incompleteCount).orElse(0);
  }

  /** Jobs that run one at a time since they may have ended a worker. */
  boolean hasSuspects() {
    return progress.filter(p -> p.mark().suspects().isPresent()).isPresent();
  }
}
