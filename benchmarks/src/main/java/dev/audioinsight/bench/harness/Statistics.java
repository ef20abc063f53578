package dev.audioinsight.bench.harness;

import java.util.Arrays;
import java.util.Collection;

/** Medians and percentiles. */
public final class Statistics {
  private Statistics() {}

  /** The middle value; the mean of the two middle ones of an even number; NaN of none. */
  public static double median(Collection<? extends Number> values) {
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The value that a share of all values does not exceed; NaN of none.
   *
   * @param share such as 0.99
   */
  public static double percentile(double[] values, double share) {
    if (values.length == 0) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
