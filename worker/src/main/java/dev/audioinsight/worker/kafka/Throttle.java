package dev.audioinsight.worker.kafka;

/**
 * Decides when to stop and when to go on polling records: two watermarks, so that the worker does
 * not flap between the two. Confined to the poll thread.
 *
 * <p>It closes when another full poll might not find places, or when three quarters of the bytes
 * are held; it opens again at half of both.
 */
final class Throttle {
  private final InFlight inFlight;
  private final int closeAtJobs;
  private final int openAtJobs;
  private final long closeAtBytes;
  private final long openAtBytes;
  private boolean closed;

  /**
   * @param maxPollRecords the most records that one poll returns; at most half of the places
   */
  Throttle(InFlight inFlight, int maxPollRecords) {
    this.inFlight = inFlight;
    this.closeAtJobs = inFlight.maxJobs() - maxPollRecords + 1;
    this.openAtJobs = Math.min(inFlight.maxJobs() / 2, closeAtJobs - 1);
    this.closeAtBytes = inFlight.maxBytes() / 4 * 3;
    this.openAtBytes = inFlight.maxBytes() / 2;
  }

  /** Closes now, whatever the watermarks say: a record has just found no place. */
  void close() {
    closed = true;
  }

  /** Whether no more records are to be polled for now. */
  boolean isClosed() {
    closed =
        closed
            ? inFlight.jobs() > openAtJobs || inFlight.bytes() > openAtBytes
            : inFlight.jobs() >= closeAtJobs || inFlight.bytes() >= closeAtBytes;
    return closed;
  }
}
