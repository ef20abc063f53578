package dev.audioinsight.cli;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads jobs evenly over time. A pause is not made up for by a burst afterwards. Confined to one
 * thread.
 */
public final class Pace {
  private final long intervalNanos;
  private final LongSupplier clock;
  private long next;
  private boolean begun;

  private Pace(long intervalNanos, LongSupplier clock) {
    this.intervalNanos = intervalNanos;
    this.clock = clock;
  }

  /** As fast as it goes. */
  public static Pace unlimited() {
    return new Pace(0, () -> 0);
  }

  /**
   * @param clock in nanoseconds, such as {@code System::nanoTime}
   */
  static Pace perSecond(double jobs, LongSupplier clock) {
    return new Pace(Math.round(Duration.ofSeconds(1).toNanos() / jobs), clock);
  }

  /** How long the next job has to wait. Where that is zero, the job is taken to be sent now. */
  Duration untilNext() {
    if (intervalNanos == 0) {
      return Duration.ZERO;
    }
    long now = clock.getAsLong();
    long wait = begun ? next - now : 0;
    if (wait > 0) {
      return Duration.ofNanos(wait);
    }
    // A short delay is made up for, so that the rate is kept; a long one is not.
    next = begun ? Math.max(next + intervalNanos, now) : now + intervalNanos;
    begun = true;
    return Duration.ZERO;
  }
}
