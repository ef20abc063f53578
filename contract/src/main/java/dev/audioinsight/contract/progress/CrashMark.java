package dev.audioinsight.contract.progress;

import java.util.Optional;

/**
 * What a commit says of crashes: whether jobs of the partition may be running, how often its owners
 * died, and which jobs are suspected of that.
 *
 * <p>The mark goes through these states; a crash by itself writes nothing, so each is committed
 * before the jobs that it speaks of are begun:
 *
 * <ol>
 *   <li>{@link #NONE}: nothing runs. A drain or a clean revocation leaves this.
 *   <li>{@link Dirty}, written on assignment, also where no offset was ever committed: jobs may be
 *       running. A successor that finds it knows that the owner died.
 *   <li>{@link #deaths} 1: one owner died on this base. Jobs run as usual. The count is forgotten
 *       when the base moves, not by a revocation: else two workers that pass a partition to and fro
 *       would die of its poison for ever.
 *   <li>{@link Suspects}, after the second death on the same base: nothing but they runs in the
 *       process, one at a time, each attempt committed first. They stay suspected, whoever owns the
 *       partition and wherever its base moves, until each is answered.
 * </ol>
 *
 * Immutable.
 *
 * @param dirty whose jobs may be running, if anybody's
 * @param deaths owners that died on this base one after the other
 * @param suspects the jobs that must run alone, if there are any
 */
public record CrashMark(Optional<Dirty> dirty, int deaths, Optional<Suspects> suspects) {

  /** Nothing runs and nothing is suspected: also what metadata of version 1 says. */
  public static final CrashMark NONE = new CrashMark(Optional.empty(), 0, Optional.empty());

  /** After so many deaths on one base its jobs run alone. */
  public static final int DEATHS_TO_SUSPECT = 2;

  /** After so many attempts alone the job is the culprit. */
  public static final int ATTEMPTS_TO_BLAME = 3;

  /** The same, while nothing runs. */
  public CrashMark resting() {
    return new CrashMark(Optional.empty(), deaths, suspects);
  }

  /**
   * What an owner makes of the mark that it finds.
   *
   * @param owner who finds it; a dirty mark of its own is no death, for it is alive
   * @param progress the state that the mark was committed with
   * @param logEnd the end of the log at this moment: what lies beyond was in no flight yet
   */
  public CrashMark inheritedBy(int owner, Progress progress, long logEnd) {
    if (dirty.isEmpty()) {
      return this;
    }
    if (dirty.get().owner() == owner) {
      return new CrashMark(Optional.empty(), deaths, suspects.map(Suspects::survived));
    }
    if (suspects.isPresent()) {
      return resting();
    }
    if (progress.incomplete().isEmpty() && progress.top() >= logEnd) {
      return NONE;
    }
    return deaths + 1 < DEATHS_TO_SUSPECT
        ? new CrashMark(Optional.empty(), deaths + 1, Optional.empty())
        : new CrashMark(
            Optional.empty(), 0, Optional.of(new Suspects(logEnd, dirty.get().window(), 0)));
  }

  /** The same, where retention has taken the job at the base away. */
  public CrashMark withoutItsBase() {
    return new CrashMark(dirty, 0, suspects.map(s -> new Suspects(s.end(), s.unseen(), 0)));
  }

  /**
   * Somebody may be running jobs of the partition: its incomplete offsets, and the first records
   * from its top on, which it may have begun after its last commit.
   *
   * <p>INVARIANT: the window bounds the latter, for each holds a place until its result is
   * confirmed, and records are admitted in the order of their offsets.
   *
   * @param owner a number that each process draws at its start
   * @param window how many records that may be: the places of that process
   */
  public record Dirty(int owner, int window) {
    public Dirty {
      window = Math.min(window, CommitMetadata.MAX_SPAN);
    }
  }

  /**
   * The jobs that may have ended their worker: all incomplete offsets, and the next records from
   * the top on. While they last nothing else of the partition is admitted, so this is all that must
   * be told.
   *
   * @param end the end of the log when they came under suspicion; no record from here on is meant
   * @param unseen the most records between top and end that are meant
   * @param attempts how often the job at the base was begun alone. They run in the order of their
   *     offsets, so no other suspect has an attempt to be told
   */
  public record Suspects(long end, int unseen, int attempts) {

    /** The attempt that was committed last did not kill: its owner lives. */
    private Suspects survived() {
      return new Suspects(end, unseen, Math.max(0, attempts - 1));
    }
  }
}
