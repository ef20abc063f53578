package dev.audioinsight.worker.insight;

import java.util.Arrays;

/**
 * What is known of one voice: sums that add up when two are found to be the same. Immutable,
 * provided that nobody writes into the arrays.
 */
final class VoiceStatistics {
  /** Cepstra of a frame. */
  static final int CEPSTRA = 16;

  private final double[] sums;
  private final double frames;
  private final double[] cepstra;
  private final double[] products;

  /**
   * @param sums what the network gives for a voice, such that it adds up
   * @param frames number of 10 ms frames
   * @param cepstra sum of the cepstra
   * @param products sum of their outer products, row by row
   */
  VoiceStatistics(double[] sums, double frames, double[] cepstra, double[] products) {
    this.sums = sums;
    this.frames = frames;
    this.cepstra = cepstra;
    this.products = products;
  }

  /**
   * Those of some frames of 10 ms.
   *
   * @param allCepstra {@link #CEPSTRA} values for each frame of a stretch
   * @param from the first of the frames
   * @param to the one after the last
   */
  static VoiceStatistics of(double[] sums, float[] allCepstra, int from, int to) {
    double[] cepstra = new double[CEPSTRA];
    double[] products = new double[CEPSTRA * CEPSTRA];
    for (int frame = from; frame < to; frame++) {
      for (int row = 0; row < CEPSTRA; row++) {
        double value = allCepstra[frame * CEPSTRA + row];
        cepstra[row] += value;
        for (int column = 0; column < CEPSTRA; column++) {
          products[row * CEPSTRA + column] += value * allCepstra[frame * CEPSTRA + column];
        }
      }
    }
    return new VoiceStatistics(sums, to - from, cepstra, products);
  }

  VoiceStatistics plus(VoiceStatistics other) {
    return new VoiceStatistics(
        added(sums, other.sums),
        frames + other.frames,
        added(cepstra, other.cepstra),
        added(products, other.products));
  }

  /** Those of the same voice heard for this share of the time. */
  VoiceStatistics share(double share) {
    return share == 1
        ? this
        : new VoiceStatistics(
            times(sums, share), frames * share, times(cepstra, share), times(products, share));
  }

  double[] sums() {
    return sums;
  }

  double frames() {
    return frames;
  }

  /**
   * Frames times the log-determinant of the covariance: the term of delta-BIC (Chen and
   * Gopalakrishnan, 1998).
   */
  double logDeterminant(double ridge) {
    int size = cepstra.length;
    double[][] lower = new double[size][size];
    double log = 0;
    for (int row = 0; row < size; row++) {
      for (int column = 0; column <= row; column++) {
        double value = covariance(row, column) + (row == column ? ridge : 0);
        for (int k = 0; k < column; k++) {
          value -= lower[row][k] * lower[column][k];
        }
        if (row == column) {
          // Rounding may leave a constant signal a hair below zero.
          lower[row][row] = Math.sqrt(Math.max(value, 1e-12));
          log += 2 * Math.log(lower[row][row]);
        } else {
          lower[row][column] = value / lower[column][column];
        }
      }
    }
    return frames * log;
  }

  private double covariance(int row, int column) {
    return products[row * cepstra.length + column] / frames
        - cepstra[row] / frames * (cepstra[column] / frames);
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  private static double[] added(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
