package dev.audioinsight.worker.crosstalk;

import java.util.Arrays;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Correlations of real signals by Fourier's transform, two signals in one complex transform.
 * Confined to one thread.
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

  /** Power of the peak over the mean: of two voices that have nothing in common it stays below. */
  private static final double SIGNIFICANT = 18;

  private final double[][] pair = new double[2][POINTS];

  /** A signal's spectrum from 0 to the highest frequency. Immutable, unless one writes into it. */
  static final class Spectrum {
    private final double[] real = new double[POINTS / 2 + 1];
    private final double[] imaginary = new double[POINTS / 2 + 1];
  }

  /** The spectra of two signals, which are zero beyond their ends. */
  Spectrum[] spectra(double[] first, double[] second) {
    load(pair[0], first);
    load(pair[1], second);
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.FORWARD);
    Spectrum[] spectra = {new Spectrum(), new Spectrum()};
    for (int bin = 0; bin <= POINTS / 2; bin++) {
      int mirror = (POINTS - bin) % POINTS;
      spectra[0].real[bin] = (pair[0][bin] + pair[0][mirror]) / 2;
      spectra[0].imaginary[bin] = (pair[1][bin] - pair[1][mirror]) / 2;
      spectra[1].real[bin] = (pair[1][bin] + pair[1][mirror]) / 2;
      spectra[1].imaginary[bin] = (pair[0][mirror] - pair[0][bin]) / 2;
    }
    return spectra;
  }

  private static void load(double[] row, double[] signal) {
    System.arraycopy(signal, 0, row, 0, signal.length);
    Arrays.fill(row, signal.length, POINTS, 0);
  }

  /**
   * How many samples the source begins before the target where both correlate most, whatever the
   * sign.
   *
   * @param most the answer is from 0 to this; -1 where they correlate nowhere
   */
  int bestLead(Spectrum source, Spectrum target, int most) {
    double strongest = 0;
    for (int bin = 0; bin <= POINTS / 2; bin++) {
      double real = crossReal(source, target, bin);
      double imaginary = crossImaginary(source, target, bin);
      put(bin, 0, real, imaginary);
      strongest = Math.max(strongest, real * real + imaginary * imaginary);
    }
    whiten(strongest);
    inverse();
    return peak(most);
  }

  /**
   * Flattens the spectrum that was put in.
   *
   * @param strongest power of a bin
   */
  private void whiten(double strongest) {
    double floor = FLOOR * Math.pow(strongest, WHITENING / 2) + Double.MIN_NORMAL;
    for (int bin = 0; bin <= POINTS / 2; bin++) {
      int mirror = (POINTS - bin) % POINTS;
      double real = pair[1][bin];
      double imaginary = pair[0][mirror];
      double power = real * real + imaginary * imaginary;
      double weight = 1 / (Math.pow(power, WHITENING / 2) + floor);
      put(bin, 0, real * weight, imaginary * weight);
    }
  }

  private int peak(int most) {
    int best = 0;
    double sum = 0;
    for (int lead = 0; lead <= most; lead++) {
      double height = pair[1][(POINTS - lead) % POINTS];
      sum += height * height;
      if (Math.abs(height) > Math.abs(pair[1][(POINTS - best) % POINTS])) {
        best = lead;
      }
    }
    double peak = pair[1][(POINTS - best) % POINTS];
    return peak * peak * (most + 1) > SIGNIFICANT * sum ? best : -1;
  }

  /** The source's correlation with itself, and the target's with it, for delays from 0 on. */
  void correlations(Spectrum source, Spectrum target, double[] ofSource, double[] ofBoth) {
    for (int bin = 0; bin <= POINTS / 2; bin++) {
      double power =
          source.real[bin] * source.real[bin] + source.imaginary[bin] * source.imaginary[bin];
      put(bin, power, crossReal(source, target, bin), crossImaginary(source, target, bin));
    }
    inverse();
    System.arraycopy(pair[0], 0, ofSource, 0, ofSource.length);
    System.arraycopy(pair[1], 0, ofBoth, 0, ofBoth.length);
  }

  private static double crossReal(Spectrum source, Spectrum target, int bin) {
    return target.real[bin] * source.real[bin] + target.imaginary[bin] * source.imaginary[bin];
  }

  private static double crossImaginary(Spectrum source, Spectrum target, int bin) {
    return target.imaginary[bin] * source.real[bin] - target.real[bin] * source.imaginary[bin];
  }

  /** Sets a bin and its mirror such that the inverse has one signal as real part, one as other. */
  private void put(int bin, double first, double secondReal, double secondImaginary) {
    int mirror = (POINTS - bin) % POINTS;
    pair[0][bin] = first - secondImaginary;
    pair[1][bin] = secondReal;
    pair[0][mirror] = first + secondImaginary;
    pair[1][mirror] = secondReal;
  }

  private void inverse() {
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.INVERSE);
  }
}
