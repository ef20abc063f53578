package dev.audioinsight.stack.soak;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How a size went over the second half of a run. Immutable.
 *
 * @param thirdQuarter the median of the third quarter, in MB
 * @param lastQuarter the median of the last quarter, in MB
 * @param slope of the straight line through the second half (least squares), in MB an hour
 * @param slopeError the standard error of the slope: what jobs and collections make it differ by
 */
record Trend(double thirdQuarter, double lastQuarter, double slope, double slopeError) {
  /** The most by which the median of a flat size grows from one quarter to the next. */
  private static final double MEDIAN_TOLERANCE = 0.03;

  /**
   * The steepest line of a flat size, in MB an hour: 700 bytes a job at four jobs a second, less
   * than any tensor that could be forgotten.
   */
  private static final double SLOPE_TOLERANCE = 10;

  /**
   * @param seconds the moments, in order
   * @param megabytes the size at each
   */
  static Trend of(double[] seconds, double[] megabytes) {
    int count = seconds.length;
    if (count < 8) {
      throw new IllegalArgumentException("a trend takes 8 looks at least, not " + count);
    }
    int half = count / 2;
    int lastQuarter = half + (count - half) / 2;
    SimpleRegression line = new SimpleRegression();
    for (int i = half; i < count; i++) {
      line.addData(seconds[i] / 3_600, megabytes[i]);
    }
    return new Trend(
        median(megabytes, half, lastQuarter),
        median(megabytes, lastQuarter, count),
        line.getSlope(),
        line.getSlopeStdErr());
  }

  private static double median(double[] values, int from, int to) {
    return StatUtils.percentile(Arrays.copyOfRange(values, from, to), 50);
  }

  /**
   * Whether the size neither stepped up nor climbs, by more than chance explains (two standard
   * errors). One that falls is flat enough: what grows ends a worker.
   */
  boolean isFlat() {
    return isLevel() && slope - 2 * slopeError <= SLOPE_TOLERANCE;
  }

  /**
   * Whether the size has not stepped up. All that can be asked of what is resident beyond the
   * committed heap: it grows when the collector touches heap that it had committed before.
   */
  boolean isLevel() {
    return lastQuarter <= thirdQuarter * (1 + MEDIAN_TOLERANCE);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "third quarter %.0f MB, last quarter %.0f MB, slope %+.1f ± %.1f MB/h",
        thirdQuarter,
        lastQuarter,
        slope,
        slopeError);
  }
}
