package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a poll waits for records where none are there. An answer that comes in meanwhile waits
 * for the end of the poll.
 *
 * <p>While every job has a thread a fast answer is what matters: the wait is a quarter of the time
 * since something last came or went, so that short jobs are answered soon and long ones cost few
 * turns. While jobs are in line for a thread it is a quarter of the time in which the line would
 * run dry as fast as jobs come back: all answers of that time go out in one publication, none waits
 * longer for it than the jobs behind it wait for a thread, and at a steady rate no thread is
 * without a job for it. It counts from the last publication. Confined to the poll thread.
 */
final class PollWait {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Duration longest;
  private final Duration busy;
  private final int threads;
  private final LongSupplier clock;
  private long progressNanos;
  private long publishedNanos;
  private boolean idle = true;

  /** Whether nothing has come back of what came to an idle worker. */
  private boolean fresh;

  /** Since when jobs that come back are counted; null where none is in line. */
  private Long lineNanos;

  private int counted;

  /** From one job that comes back to the next, while others are in line; 0 if not known. */
  private long betweenNanos;

  /**
   * @param longest where nothing is in flight, or so much that no thread is free for long
   * @param busy the longest where a job may end at any moment
   * @param threads that work on jobs
   * @param clock {@link System#nanoTime}
   */
  PollWait(Duration longest, Duration busy, int threads, LongSupplier clock) {
    this.longest = longest;
    this.busy = busy;
    this.threads = threads;
    this.clock = clock;
    this.progressNanos = clock.getAsLong();
    this.publishedNanos = progressNanos;
  }

  /**
   * Notes how jobs go, once a turn.
   *
   * @param back that have come back since the last turn
   * @param inLine that wait for a thread now
   */
  void turned(int back, int inLine) {
    long now = clock.getAsLong();
    if (inLine == 0) {
      lineNanos = null;
      betweenNanos = 0;
    } else if (lineNanos == null) {
      count(now);
    } else {
      counted += back;
      if (counted >= threads) {
        betweenNanos = (now - lineNanos) / counted;
        count(now);
      }
    }
  }

  /** Jobs of one length come back in waves, as many as there are threads: fewer tell nothing. */
  private void count(long now) {
    lineNanos = now;
    counted = 0;
  }

  /** Notes that a job has come or gone. */
  void progressed() {
    progressNanos = clock.getAsLong();
    fresh = idle;
    idle = false;
  }

  /** Notes that a publication has begun. */
  void published() {
    publishedNanos = clock.getAsLong();
  }

  /**
   * Whether what is ready is to wait for more.
   *
   * @param inLine jobs that wait for a thread
   */
  boolean isGathering(int inLine) {
    return !left(gathering(inLine)).isZero();
  }

  /** Where nothing is in flight. */
  Duration whenIdle() {
    idle = true;
    return longest;
  }

  /** Where answers may come in. */
  Duration whenBusy() {
    long since = clock.getAsLong() - progressNanos;
    return fresh && since < SHORTEST.toNanos() ? Duration.ZERO : within(busy, since / 4);
  }

  /**
   * Where answers may come in, and nothing else is waited for.
   *
   * @param inLine jobs that wait for a thread
   * @param ready whether answers have come in already
   */
  Duration whenBusy(int inLine, boolean ready) {
    // Nothing back for long: how fast jobs came back before says nothing any more.
    Duration attentive = whenBusy();
    Duration gathering = ready ? left(gathering(inLine)) : gathering(inLine);
    return gathering.compareTo(attentive) < 0 ? attentive : gathering;
  }

  /** Zero where jobs are not known to wait for others. */
  private Duration gathering(int inLine) {
    return betweenNanos == 0 || inLine == 0
        ? Duration.ZERO
        : within(longest, inLine * betweenNanos / 4);
  }

  private Duration left(Duration gathering) {
    Duration left = gathering.minusNanos(clock.getAsLong() - publishedNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static Duration within(Duration most, long nanos) {
    Duration wait = Duration.ofNanos(Math.max(nanos, SHORTEST.toNanos()));
    return wait.compareTo(most) < 0 ? wait : most;
  }
}
