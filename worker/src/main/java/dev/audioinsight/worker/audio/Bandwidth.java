package dev.audioinsight.worker.audio;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * The highest frequency at which a recording carries sound, whatever its sampling rate promises: an
 * 8 kHz telephone call that was written at 48 kHz has 4 kHz.
 *
 * <p>It is read off the long-term spectrum at the recording's own rate: the mean power of windows
 * of 20 to 50 ms in bands of {@value #BAND_HZ} Hz (four-term Blackman-Harris window, Harris 1978:
 * what leaks stays below -92 dB). A band is empty where its level is within {@value #MARGIN_DB} dB
 * of the rounding noise of 16 bits, q^2/12 spread evenly up to the Nyquist frequency, or {@value
 * #WINDOW_RANGE_DB} dB below the loudest band. The bandwidth ends at the highest band that is not
 * empty, or at the highest <em>cliff</em> below it: a place where the median level of the {@value
 * #PLATEAU_BANDS} bands below it lies {@value #CLIFF_DB} dB or more above every band beyond it,
 * {@value #SLOPE_BANDS} bands of slope apart. Speech and noise of rooms fall slower than that; the
 * low-pass of a resampler or of a lossy codec does not.
 *
 * <p>Of a long recording every {@value #SPARSE}th window counts after the first {@value #DENSE}.
 * Confined to one thread.
 */
final class Bandwidth {
  private static final int BAND_HZ = 100;
  private static final double MARGIN_DB = 10;
  private static final double WINDOW_RANGE_DB = 90;
  private static final double CLIFF_DB = 20;
  private static final int PLATEAU_BANDS = 6;
  private static final int SLOPE_BANDS = 4;
  private static final int DENSE = 256;
  private static final int SPARSE = 16;

  /** The longest width of a bin, so that a band holds a few. */
  private static final double BIN_HZ = 25;

  /** Power of the rounding noise of 16 bits: q^2 / 12. */
  private static final double ROUNDING = 1.0 / 32_768 / 32_768 / 12;

  private final int rate;
  private final double[] taper;
  private final double taperPower;
  private final double[][] pair;
  private final double[] power;
  private int row;
  private int filled;
  private long windows;
  private long counted;

  Bandwidth(int rate) {
    this.rate = rate;
    int size = Integer.highestOneBit((int) Math.ceil(rate / BIN_HZ) - 1) << 1;
    this.pair = new double[2][size];
    this.power = new double[size / 2 + 1];
    this.taper = blackmanHarris(size);
    this.taperPower = Arrays.stream(taper).map(t -> t * t).sum();
  }

  private static double[] blackmanHarris(int size) {
    double[] taper = new double[size];
    for (int i = 0; i < size; i++) {
      double angle = 2 * Math.PI * i / size;
      taper[i] =
          0.35875
              - 0.48829 * Math.cos(angle)
              + 0.14128 * Math.cos(2 * angle)
              - 0.01168 * Math.cos(3 * angle);
    }
    return taper;
  }

  /** Takes the next samples of the recording, all channels mixed. */
  void add(float[] mono, int count) {
    for (int i = 0; i < count; i++) {
      pair[row][filled] = mono[i] * taper[filled];
      filled++;
      if (filled == taper.length) {
        endWindow();
      }
    }
  }

  private void endWindow() {
    filled = 0;
    if (windows < DENSE || windows % SPARSE == 0) {
      row++;
    }
    windows++;
    if (row == pair.length) {
      measure();
    }
  }

  /**
   * Two windows in one transform, as real and imaginary part: the sum of their powers at a
   * frequency is the mean of what the transform has there and at its negative.
   */
  private void measure() {
    Arrays.fill(pair[1], row == 1 ? 0 : taper.length, taper.length, 0);
    FastFourierTransformer.transformInPlace(pair, DftNormalization.STANDARD, TransformType.FORWARD);
    for (int bin = 0; bin < power.length; bin++) {
      power[bin] += (powerAt(bin) + powerAt((taper.length - bin) % taper.length)) / 2;
    }
    counted += row;
    row = 0;
  }

  private double powerAt(int bin) {
    return pair[0][bin] * pair[0][bin] + pair[1][bin] * pair[1][bin];
  }

  /** The bandwidth; empty where there is no sound at all. Nothing may be added afterwards. */
  OptionalDouble hertz() {
    if (windows == 0 && filled > 0) {
      Arrays.fill(pair[0], filled, taper.length, 0);
      row = 1;
    }
    if (row == 1) {
      measure();
    }
    double[] levels = levels();
    double empty = Math.max(emptyDb(), Arrays.stream(levels).max().orElse(0) - WINDOW_RANGE_DB);
    int end = levels.length;
    while (end > 0 && levels[end - 1] < empty) {
      end--;
    }
    if (end == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.min((double) cliff(levels, end) * BAND_HZ, rate / 2.0));
  }

  /** The level of a band with nothing but rounding noise, and the margin. */
  private double emptyDb() {
    return 10 * Math.log10(ROUNDING * BAND_HZ / (rate / 2.0)) + MARGIN_DB;
  }

  /** The power of each band in dB; full scale, a constant 1, is 0 dB. The first holds no DC. */
  private double[] levels() {
    double[] bands = new double[(rate / 2 + BAND_HZ - 1) / BAND_HZ];
    double binHz = (double) rate / taper.length;
    // The window spreads DC over four bins.
    for (int bin = 4; bin < power.length; bin++) {
      int band = Math.min(bands.length - 1, (int) (bin * binHz / BAND_HZ));
      bands[band] += 2 * power[bin];
    }
    double scale = Math.max(1, counted) * taperPower * taper.length;
    return Arrays.stream(bands).map(p -> 10 * Math.log10(p / scale + 1e-30)).toArray();
  }

  /** The band at which the highest cliff ends, or {@code end} where there is none. */
  private static int cliff(double[] levels, int end) {
    double beyond = Double.NEGATIVE_INFINITY;
    for (int top = end - 1; top >= PLATEAU_BANDS + SLOPE_BANDS; top--) {
      beyond = Math.max(beyond, levels[top]);
      int edge = top - SLOPE_BANDS;
      double[] plateau = Arrays.copyOfRange(levels, edge - PLATEAU_BANDS, edge);
      Arrays.sort(plateau);
      double median = (plateau[PLATEAU_BANDS / 2 - 1] + plateau[PLATEAU_BANDS / 2]) / 2;
      if (median - beyond >= CLIFF_DB) {
        return lastAbove(levels, edge, top, median - CLIFF_DB / 2);
      }
    }
    return end;
  }

  /** Where the slope falls below half of the cliff for good. */
  private static int lastAbove(double[] levels, int edge, int top, double level) {
    int last = top;
    while (last > edge && levels[last - 1] < level) {
      last--;
    }
    return last;
  }
}
