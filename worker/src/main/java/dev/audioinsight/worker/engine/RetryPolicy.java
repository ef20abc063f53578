package dev.audioinsight.worker.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a job is begun whose failure may pass, and how long the waits in between are.
 *
 * <p>The wait doubles with each attempt up to a limit; half of it is chance, so that jobs that
 * failed together do not come back together. Immutable.
 *
 * @param maxAttempts the most times that a job is begun, by this worker or another; at least 1
 * @param firstDelay the longest wait after the first attempt
 * @param maxDelay the longest wait
 */
public record RetryPolicy(int maxAttempts, Duration firstDelay, Duration maxDelay) {

  /** Three attempts within some two seconds. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(3, Duration.ofMillis(500), Duration.ofSeconds(30));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("at least 1 attempt, not " + maxAttempts);
    }
    if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException("waits from " + firstDelay + " up to " + maxDelay);
    }
  }

  /** As this, with another number of attempts. */
  public RetryPolicy withMaxAttempts(int attempts) {
    return new RetryPolicy(attempts, firstDelay, maxDelay);
  }

  /** Whether there is an attempt after this one. */
  public boolean allowsAfter(int attempt) {
    return attempt < maxAttempts;
  }

  /**
   * The wait after an attempt.
   *
   * @param attempt the number of the attempt that failed, from 1
   */
  public Duration delayAfter(int attempt, RandomGenerator random) {
    // 2^30 times any delay worth the name is beyond every limit.
    double doubled = (double) firstDelay.toNanos() * (1L << Math.min(30, attempt - 1));
    double longest = Math.min(doubled, (double) maxDelay.toNanos());
    return Duration.ofNanos((long) (longest * (0.5 + 0.5 * random.nextDouble())));
  }
}
