package dev.audioinsight.worker.crosstalk;

import java.util.Arrays;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Correlations of two real signals, by one complex transform of both at once. Confined to one
 * thread.
 */
final class Correlator {
  /** Points of the transform: room for a window with all its context. */
  static final int POINTS = 16_384;

  /**
   * How much of the spectrum's shape is taken out before the peak is looked for: 0 leaves the broad
   * peaks of voices, 1 (GCC-PHAT, Knapp and Carter 1976) lets empty bands speak, too.
   */
  private static final double WHITENING = 0.7;

  /** Bins this far below the strongest one say nothing. */
  private static final double FLOOR = 1e-6;

  private final double[][] pair = new double[2][POINTS];
  private final double[] self = new double[POINTS / 2 + 1];
  private final double[] crossReal = new double[POINTS / 2 + 1];
  private final double[] crossImaginary = new double[POINTS / 2 + 1];

  /** Takes in a source and a target; both are zero beyond their ends. */
  void transform(double[] source, double[] target) {
    load(pair[0], source);
    load(pair[1], target);
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int bin = 0; bin < self.length; bin++) {
      int mirror = (POINTS - bin) % POINTS;
      double sourceReal = (pair[0][bin] + pair[0][mirror]) / 2;
      double sourceImaginary = (pair[1][bin] - pair[1][mirror]) / 2;
      double targetReal = (pair[1][bin] + pair[1][mirror]) / 2;
      double targetImaginary = (pair[0][mirror] - pair[0][bin]) / 2;
      self[bin] = sourceReal * sourceReal + sourceImaginary * sourceImaginary;
      crossReal[bin] = targetReal * sourceReal + targetImaginary * sourceImaginary;
      crossImaginary[bin] = targetImaginary * sourceReal - targetReal * sourceImaginary;
    }
  }

  private static void load(double[] row, double[] signal) {
    System.arraycopy(signal, 0, row, 0, signal.length);
    Arrays.fill(row, signal.length, POINTS, 0);
  }

  /**
   * How many samples the source begins before the target where both correlate most, whatever the
   * sign.
   *
   * @param most the answer is from 0 to this
   */
  int bestLead(int most) {
    double strongest = 0;
    for (int bin = 0; bin < self.length; bin++) {
      strongest = Math.max(strongest, Math.hypot(crossReal[bin], crossImaginary[bin]));
    }
    double floor = FLOOR * Math.pow(strongest, WHITENING) + Double.MIN_NORMAL;
    for (int bin = 0; bin < self.length; bin++) {
      double height = Math.hypot(crossReal[bin], crossImaginary[bin]);
      double weight = 1 / (Math.pow(height, WHITENING) + floor);
      put(bin, 0, crossReal[bin] * weight, crossImaginary[bin] * weight);
    }
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.INVERSE);
    int best = 0;
    for (int lead = 1; lead <= most; lead++) {
      if (Math.abs(pair[1][POINTS - lead]) > Math.abs(pair[1][(POINTS - best) % POINTS])) {
        best = lead;
      }
    }
    return best;
  }

  /** The source's correlation with itself, and the target's with it, for delays from 0 on. */
  void correlations(double[] ofSource, double[] ofBoth) {
    for (int bin = 0; bin < self.length; bin++) {
      put(bin, self[bin], crossReal[bin], crossImaginary[bin]);
    }
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.INVERSE);
    System.arraycopy(pair[0], 0, ofSource, 0, ofSource.length);
    System.arraycopy(pair[1], 0, ofBoth, 0, ofBoth.length);
  }

  /** Sets a bin and its mirror such that the inverse has one signal as real part, one as other. */
  private void put(int bin, double first, double secondReal, double secondImaginary) {
    int mirror = (POINTS - bin) % POINTS;
    pair[0][bin] = first - secondImaginary;
    pair[1][bin] = secondReal;
    pair[0][mirror] = first + secondImaginary;
    pair[1][mirror] = secondReal;
  }
}
