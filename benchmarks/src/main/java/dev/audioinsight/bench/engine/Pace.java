package dev.audioinsight.bench.engine;

import java.time.Duration;

/**
 * How long is measured. Immutable.
 *
 * @param warm from the first result on, before anything counts
 * @param window what counts
 */
record Pace(Duration warm, Duration window) {
  /** More than the fastest arm does a second where jobs are no work. */
  private static final double FASTEST = 120_000;

  double seconds() {
    return (warm.toNanos() + window.toNanos()) / 1e9;
  }

  /** Enough jobs that they do not run out before the window ends. */
  int jobs(Cell cell) {
    return (int) (Math.min(FASTEST, 1.1 * cell.idealRate()) * (seconds() + 1)) + 10 * cell.pool();
  }
}
