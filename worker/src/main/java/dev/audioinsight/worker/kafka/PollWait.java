package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a poll waits for records where none are there.
 *
 * <p>An answer that comes in meanwhile waits for the end of the poll. While every job has a thread,
 * and so a fast answer is what matters, the wait is a quarter of the time since something last came
 * or went: short jobs are answered soon, and long ones cost few turns. While jobs wait for threads
 * it is the whole wait, so that more answers go out in one publication. Confined to the poll
 * thread.
 */
final class PollWait {
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final Duration idle;
  private final Duration busy;
  private final int threads;
  private final LongSupplier clock;
  private long progressNanos;

  /**
   * @param idle where nothing is in flight
   * @param busy the longest where something is
   * @param threads that work on jobs
   * @param clock {@link System#nanoTime}
   */
  PollWait(Duration idle, Duration busy, int threads, LongSupplier clock) {
    this.idle = idle;
    this.busy = busy;
    this.threads = threads;
    this.clock = clock;
    this.progressNanos = clock.getAsLong();
  }

  /** Notes that a job has come or gone. */
  void progressed() {
    progressNanos = clock.getAsLong();
  }

  /** Where nothing is in flight. */
  Duration whenIdle() {
    return idle;
  }

  /**
   * Where answers may come in.
   *
   * @param jobs that hold a place
   */
  Duration whenBusy(int jobs) {
    if (jobs > threads) {
      return busy;
    }
    Duration quarter = Duration.ofNanos((clock.getAsLong() - progressNanos) / 4);
    Duration wait = quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter;
    return wait.compareTo(busy) < 0 ? wait : busy;
  }
}
