package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CommitMetadata;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.ProgressView;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one assignment of one partition has seen, and what of it still lacks an answer.
 *
 * <p>An offset is <em>incomplete</em> from its admission (or from the metadata of a predecessor)
 * until the broker has confirmed the transaction that carries its result; only then may the
 * committed offset pass it. Offsets have gaps; nothing here adds 1 to an offset but {@link #admit},
 * whose record stands there. Confined to the poll thread.
 */
final class PartitionLedger implements ProgressView {
  private final long epoch;
  private final NavigableMap<Long, Integer> incomplete = new TreeMap<>();

  /** Incomplete offsets of a predecessor whose records have not been polled yet. */
  private final NavigableMap<Long, Integer> awaited;

  private final CrashWatch crashes;
  private final long openedNanos = System.nanoTime();
  private long top;

  /**
   * @param epoch of this assignment; greater than that of any earlier one
   * @param restored where the predecessor stood
   * @param crashes what is known of crashes, as of {@code restored}
   */
  PartitionLedger(long epoch, Progress restored, CrashWatch crashes) {
    this.epoch = epoch;
    this.crashes = crashes;
    this.top = restored.top();
    this.awaited = new TreeMap<>(restored.incomplete());
    this.incomplete.putAll(restored.incomplete());
  }

  /** What becomes of a polled record. */
  enum Verdict {
    /** It is to be worked on. */
    ADMIT,
    /** It was answered before this assignment. */
    SKIP,
    /** The span is used up, or suspects come first: it must be polled again later. */
    HOLD
  }

  long epoch() {
    return epoch;
  }

  Verdict judge(long offset) {
    if (offset < top) {
      return awaited.containsKey(offset) ? Verdict.ADMIT : Verdict.SKIP;
    }
    if (!crashes.mayAdmitNew(offset)) {
      return Verdict.HOLD;
    }
    return CommitMetadata.fits(Math.min(base(), offset), offset + 1) ? Verdict.ADMIT : Verdict.HOLD;
  }

  /** The number of the attempt that would begin with the admission of this offset, from 1. */
  int attemptAt(long offset) {
    return awaited.getOrDefault(offset, 0) + 1;
  }

  /** Takes a record in: from now on it is incomplete. */
  void admit(long offset) {
    if (judge(offset) != Verdict.ADMIT) {
      throw new IllegalStateException("offset " + offset + " is not to be admitted");
    }
    incomplete.put(offset, attemptAt(offset));
    crashes.admitted(offset, offset >= top);
    awaited.remove(offset);
    top = Math.max(top, offset + 1);
  }

  /** The record is handed to the pool once more: that is another attempt. */
  void admitAgain(long offset) {
    incomplete.computeIfPresent(offset, (o, attempts) -> attempts + 1);
    crashes.admitted(offset, false);
  }

  /** The record was given up unbegun: that was no attempt. */
  void returned(long offset) {
    incomplete.computeIfPresent(offset, (o, attempts) -> attempts - 1);
    crashes.returned(offset);
  }

  /**
   * Notes where the consumer stands: no record below will be polled again in this assignment. What
   * was awaited there is gone from the log (retention, compaction).
   *
   * @return how many awaited records are gone
   */
  int advanceTo(long position) {
    NavigableMap<Long, Integer> gone = awaited.headMap(position, false);
    int count = gone.size();
    incomplete.keySet().removeAll(Set.copyOf(gone.keySet()));
    gone.clear();
    long reach = incomplete.isEmpty() ? position : base() + CommitMetadata.MAX_SPAN;
    top = Math.max(top, Math.min(position, reach));
    crashes.progressed(this);
    return count;
  }

  /** The progress as it stands once these offsets are confirmed. */
  Progress progressAfter(Set<Long> settled) {
    NavigableMap<Long, Integer> left = new TreeMap<>(incomplete);
    left.keySet().removeAll(settled);
    Progress progress = new Progress(top, left);
    return progress.with(crashes.markOf(progress));
  }

  /** The broker has confirmed the results of these offsets. */
  void confirm(Set<Long> settled) {
    incomplete.keySet().removeAll(settled);
    crashes.progressed(this);
  }

  /** The broker has this mark of the partition. */
  void markCommitted(CrashMark mark) {
    crashes.committed(mark);
  }

  /** Whether the broker must hear of the mark first: no record is admitted meanwhile. */
  boolean isMarkDue() {
    return crashes.isDue(this);
  }

  CrashWatch crashes() {
    return crashes;
  }

  /**
   * The outcome of the last commit was unknown, and this is what the broker says is committed: what
   * it marks as done was confirmed.
   */
  void reconcile(Progress committed) {
    incomplete.keySet().removeIf(committed::isDone);
    crashes.committed(committed.mark());
    crashes.progressed(this);
  }

  @Override
  public boolean isIncomplete(long offset) {
    return incomplete.containsKey(offset);
  }

  /** The lowest offset without an answer, or where the next record is expected. */
  @Override
  public long base() {
    return incomplete.isEmpty() ? top : incomplete.firstKey();
  }

  @Override
  public long top() {
    return top;
  }

  /** {@link System#nanoTime} of the beginning of this assignment. */
  long openedNanos() {
    return openedNanos;
  }

  @Override
  public int incompleteCount() {
    return incomplete.size();
  }

  /**
   * Whether every record still to be polled would be held; what is awaited lies within the span.
   */
  boolean isSpanUsedUp() {
    return awaited.isEmpty() && !CommitMetadata.fits(base(), top + 1);
  }
}
