package dev.audioinsight.worker.insight;

/**
 * Count, mean and standard deviation of values that come one by one (Welford). Confined to one
 * thread.
 */
final class Moments {
  private int count;
  private double mean;
  private double squares;

  void add(double value) {
    count++;
    double off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }

  int count() {
    return count;
  }

  /** The mean; 0 where there is no value. */
  double mean() {
    return mean;
  }

  /** The standard deviation of these values; 0 where there is none. */
  double deviation() {
    return count == 0 ? 0 : Math.sqrt(squares / count);
  }
}
