package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.JobRecord;

/**
 * The places and bytes that admitted records hold, until their results are confirmed. Both bounds
 * of the worker's memory live here. Confined to the poll thread.
 *
 * <p>At the bound, partitions are paused and what was polled beyond it is polled again later.
 */
final class InFlight {
  private final int maxJobs;
  private final long maxBytes;
  private int jobs;
  private long bytes;

  InFlight(int maxJobs, long maxBytes) {
    this.maxJobs = maxJobs;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a place for the record; false at the bound. A record alone is taken whatever its size.
   */
  boolean take(JobRecord record) {
    if (jobs >= maxJobs || (jobs > 0 && bytes + record.size() > maxBytes)) {
      return false;
    }
    jobs++;
    bytes += record.size();
    return true;
  }

  /** Gives a place back; each place once. */
  void giveBack(JobRecord record) {
    if (jobs == 0) {
      throw new IllegalStateException("a place was given back that nobody held");
    }
    jobs--;
    bytes -= record.size();
  }

  int jobs() {
    return jobs;
  }

  long bytes() {
    return bytes;
  }

  int maxJobs() {
    return maxJobs;
  }

  long maxBytes() {
    return maxBytes;
  }
}
