package dev.audioinsight.worker.observe;

import java.util.Arrays;

/** The median of the last values, at most {@code size} of them. Thread-safe. */
final class RunningMedian {
  private final double[] values;
  private int count;
  private int next;

  RunningMedian(int size) {
    values = new double[size];
  }

  synchronized void add(double value) {
    values[next] = value;
    next = (next + 1) % values.length;
    count = Math.min(count + 1, values.length);
  }

  /** The median, or NaN before the first value. */
  synchronized double get() {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return count == 0 ? Double.NaN : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
  }
}
