package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * WADA-SNR (Kim and Stern, Interspeech 2008): a cross-check that looks at amplitudes alone. Clean
 * speech is taken to be Gamma distributed with shape 0.4, noise to be Gaussian; the statistic G =
 * ln(mean |z|) - mean(ln |z|) then tells the SNR.
 *
 * <p>Read in blocks of 20 s, of which the median counts; samples that are exactly zero or clipped
 * say nothing and are left out. Not for recordings with two talkers of like level, nor for noise
 * that is not Gaussian. Thread-safe.
 */
public final class Wada {
  private static final int LOWEST_DB = -20;
  private static final int HIGHEST_DB = 100;
  private static final double SHAPE = 0.4;
  private static final int BLOCK = 20 * Samples.RATE;
  private static final int LEAST = Samples.RATE;
  private static final float CLIPPED = 0.999f;
  private static final double[] TABLE = table();

  private Wada() {}

  /** The SNR of a recording in dB, -20 to 100; none where under a second can be used. */
  public static OptionalDouble db(Samples samples) {
    List<Double> blocks = new ArrayList<>();
    int count = Math.max(1, samples.length() / BLOCK);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) samples.length() * i / count);
      int to = (int) ((long) samples.length() * (i + 1) / count);
      OptionalDouble g = statistic(samples, from, to);
      if (g.isPresent()) {
        blocks.add(inverse(g.getAsDouble()));
      }
    }
    double[] sorted = blocks.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2);
  }

  private static OptionalDouble statistic(Samples samples, int from, int to) {
    double mean = 0;
    for (int i = from; i < to; i++) {
      mean += samples.get(i) / (to - from);
    }
    double sum = 0;
    double logs = 0;
    int used = 0;
    for (int i = from; i < to; i++) {
      float raw = samples.get(i);
      double z = Math.abs(raw - mean);
      if (raw != 0 && Math.abs(raw) < CLIPPED && z > 0) {
        sum += z;
        logs += Math.log(z);
        used++;
      }
    }
    return used < LEAST
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.log(sum / used) - logs / used);
  }

  /** The SNR whose mixture has this statistic, by linear interpolation between whole decibels. */
  static double inverse(double g) {
    int above = Arrays.binarySearch(TABLE, g);
    if (above >= 0) {
      return (double) LOWEST_DB + above;
    }
    above = -above - 1;
    if (above == 0) {
      return LOWEST_DB;
    }
    if (above == TABLE.length) {
      return HIGHEST_DB;
    }
    double share = (g - TABLE[above - 1]) / (TABLE[above] - TABLE[above - 1]);
    return LOWEST_DB + above - 1 + share;
  }

  /** The statistic of a mixture at this SNR. */
  static double statistic(int db) {
    return TABLE[db - LOWEST_DB];
  }

  /**
   * G by decibels, integrated numerically.
   *
   * <p>With m = |x| / sigma, the noise adds to a sample x so that E|z| = sigma a(m) and E ln|z| =
   * ln(sigma) + h(m); a'' = 2 phi(m), and h' = u with u' = 1 - m u (u is Dawson's integral,
   * scaled). The density of |x| loses its pole under x = t^(1/0.4).
   */
  private static double[] table() {
    NoiseTable noise = new NoiseTable();
    double[] table = new double[HIGHEST_DB - LOWEST_DB + 1];
    for (int i = 0; i < table.length; i++) {
      double sigma = Math.sqrt(SHAPE * (SHAPE + 1) / Math.pow(10, (LOWEST_DB + i) / 10.0));
      double weight = 0;
      double mean = 0;
      double logs = 0;
      int steps = 4_000;
      double last = Math.pow(45, SHAPE);
      for (int k = 0; k < steps; k++) {
        double x = Math.pow((k + 0.5) / steps * last, 1 / SHAPE);
        double w = Math.exp(-x);
        weight += w;
        mean += w * sigma * noise.mean(x / sigma);
        logs += w * (Math.log(sigma) + noise.log(x / sigma));
      }
      table[i] = Math.log(mean / weight) - logs / weight;
    }
    return table;
  }

  /** E|m + g| and E ln|m + g| for a standard Gaussian g, from their differential equations. */
  private static final class NoiseTable {
    private static final double STEP = 0.005;
    private static final double MOST = 12;
    private static final double EULER = 0.5772156649015329;

    private final double[] mean = new double[(int) (MOST / STEP) + 1];
    private final double[] log = new double[mean.length];

    NoiseTable() {
      double slope = 0;
      double u = 0;
      mean[0] = Math.sqrt(2 / Math.PI);
      log[0] = -(EULER + Math.log(2)) / 2;
      for (int i = 1; i < mean.length; i++) {
        double m = (i - 1) * STEP;
        // The midpoint rule is enough: both are smooth, and the step is small.
        double middle = m + STEP / 2;
        double density = 2 * Math.exp(-middle * middle / 2) / Math.sqrt(2 * Math.PI);
        mean[i] = mean[i - 1] + STEP * (slope + STEP / 2 * density);
        slope += STEP * density;
        double uMiddle = u + STEP / 2 * (1 - m * u);
        log[i] = log[i - 1] + STEP * uMiddle;
        u += STEP * (1 - middle * uMiddle);
      }
    }

    double mean(double m) {
      return m >= MOST ? m : at(mean, m);
    }

    double log(double m) {
      return m >= MOST ? Math.log(m) - 1 / (2 * m * m) : at(log, m);
    }

    private static double at(double[] values, double m) {
      double position = m / STEP;
      int before = Math.min(values.length - 2, (int) position);
      double share = position - before;
      return (1 - share) * values[before] + share * values[before + 1];
    }
  }
}
