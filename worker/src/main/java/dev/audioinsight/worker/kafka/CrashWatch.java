package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.contract.progress.CrashMark.Dirty;
import dev.audioinsight.contract.progress.CrashMark.Suspects;
import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.contract.progress.ProgressView;
import java.util.Optional;

/**
 * The crash mark of one assignment of one partition, as it stands and as the broker has it.
 *
 * <p>INVARIANT: no job is begun while the broker does not know that it may be running ({@link
 * PartitionLedger#isMarkDue}). Confined to the poll thread.
 */
final class CrashWatch {
  private final Optional<Dirty> asDirty;
  private final long inheritedBase;
  private final int deaths;
  private final int inheritedAttempts;
  private CrashMark committed;
  private boolean working;

  /** Null where nothing is suspected, or not any more. */
  private Suspects suspects;

  /** The suspect that was begun last, and how often that was. */
  private long aloneOffset = -1;

  private int aloneAttempts;
  private boolean aloneIsOut;

  /**
   * @param self what this process writes while it works
   * @param found the progress of the predecessor, with its mark
   * @param logEnd the end of the log at this moment
   */
  CrashWatch(Dirty self, Progress found, long logEnd) {
    CrashMark inherited = found.mark().inheritedBy(self.owner(), found, logEnd);
    this.asDirty = Optional.of(self);
    this.inheritedBase = found.base();
    this.deaths = inherited.deaths();
    this.suspects = inherited.suspects().orElse(null);
    this.inheritedAttempts = inherited.suspects().map(Suspects::attempts).orElse(0);
    this.committed = found.mark();
    progressed(found);
  }

  /** Jobs are about to be begun. */
  void work() {
    working = true;
  }

  /**
   * Nothing runs any more, or what does is given up: this process lives, so no attempt of it was
   * the last one.
   */
  void rest() {
    working = false;
    returned(aloneOffset);
  }

  boolean isWorking() {
    return working;
  }

  /** How often owners died on the base that was found, the last one included. */
  int deaths() {
    return deaths;
  }

  boolean hasSuspects() {
    return suspects != null;
  }

  /** The most jobs that are suspected, with those that have not been polled yet. */
  int suspectCount(ProgressView progress) {
    return suspects == null ? 0 : progress.incompleteCount() + unseen(progress);
  }

  /** Whether a record that was not polled before may be admitted while suspects last. */
  boolean mayAdmitNew(long offset) {
    return suspects == null || (suspects.unseen() > 0 && offset < suspects.end());
  }

  /**
   * An attempt of a record is next; while suspects last it is one of them, and the next to run.
   *
   * @param isNew whether the record was not seen before
   */
  void admitted(long offset, boolean isNew) {
    if (suspects == null) {
      return;
    }
    aloneIsOut = true;
    aloneOffset = offset;
    aloneAttempts = (offset == inheritedBase ? inheritedAttempts : 0) + 1;
    if (isNew) {
      suspects = new Suspects(suspects.end(), suspects.unseen() - 1, 0);
    }
  }

  /** The record was given up unbegun: that was no attempt. */
  void returned(long offset) {
    if (aloneIsOut && offset == aloneOffset) {
      aloneIsOut = false;
      aloneAttempts--;
    }
  }

  /** How often the suspect admitted last was begun alone, this time included. */
  int aloneAttempts() {
    return aloneAttempts;
  }

  /** The mark to be committed with this progress. */
  CrashMark markOf(ProgressView progress) {
    Optional<Dirty> dirty = working ? asDirty : Optional.empty();
    if (suspects == null || isOver(progress)) {
      return new CrashMark(dirty, progress.base() == inheritedBase ? deaths : 0, Optional.empty());
    }
    Suspects left = new Suspects(suspects.end(), unseen(progress), attemptsAt(progress.base()));
    return new CrashMark(dirty, 0, Optional.of(left));
  }

  /** The broker has this mark. */
  void committed(CrashMark mark) {
    committed = mark;
  }

  /** Whether the broker has another mark than the one that stands. */
  boolean isDue(ProgressView progress) {
    return !committed.equals(markOf(progress));
  }

  /** Lifts the suspicion when the last suspect is answered, or gone from the log. */
  void progressed(ProgressView progress) {
    if (suspects == null) {
      return;
    }
    aloneIsOut &= progress.isIncomplete(aloneOffset);
    if (isOver(progress)) {
      suspects = null;
    }
  }

  private boolean isOver(ProgressView progress) {
    return progress.incompleteCount() == 0 && unseen(progress) == 0;
  }

  private int unseen(ProgressView progress) {
    return (int) Math.min(suspects.unseen(), Math.max(0, suspects.end() - progress.top()));
  }

  private int attemptsAt(long base) {
    if (aloneOffset >= 0) {
      return base == aloneOffset ? aloneAttempts : 0;
    }
    return base == inheritedBase ? inheritedAttempts : 0;
  }
}
