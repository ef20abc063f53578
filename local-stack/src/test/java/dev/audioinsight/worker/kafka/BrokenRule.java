package dev.audioinsight.worker.kafka;

/** The rules that a wrong collaborator breaks, one at a time. */
public enum BrokenRule {
  /** None: the worker as it is. */
  NONE,
  /** Commits do not say what is done above the committed offset. */
  DROPS_THE_METADATA,
  /** Commits pass what has been seen instead of what is done. */
  COMMITS_THE_HIGHEST_SEEN,
  /**
   * The worker goes on with partitions that were taken from it: no drain on revoke, and outcomes of
   * an assignment that is over go out under the epoch of the next.
   */
  KEEPS_WHAT_WAS_TAKEN,
  /** Offsets are committed under the first generation that was ever seen. */
  COMMITS_UNDER_A_STALE_GENERATION,
  /** A commit that the broker has not answered is taken for an abort, and sent again. */
  RESENDS_AFTER_AN_UNKNOWN_COMMIT
}
