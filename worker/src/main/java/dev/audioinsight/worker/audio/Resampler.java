package dev.audioinsight.worker.audio;

import java.util.Arrays;

/**
 * Turns a stream of any rate into 16 kHz: a polyphase FIR filter, sinc times a Kaiser window
 * (Crochiere and Rabiner, 1983).
 *
 * <p>Stop band from the lower Nyquist frequency on at -90 dB, pass band up to nine tenths of it.
 * The filter's delay is taken out: sample {@code n} of the output lies at the time {@code n /
 * 16000} of the input, and the output has {@code ceil(n * 16000 / rate)} samples. At 16 kHz samples
 * pass as they are.
 *
 * <p>Each position of an output between two inputs has a filter of its own. An odd rate has up to
 * 16,000 positions, which would take hundreds of megabytes: there the output is interpolated
 * between the filters of a grid. Confined to one thread.
 */
final class Resampler {
  /** Kaiser's beta for 90 dB. */
  private static final double BETA = 0.1102 * (90 - 8.7);

  /** Pass band and stop band as shares of the lower Nyquist frequency. */
  private static final double PASS = 0.9;

  private static final double STOP = 1.0;

  /** The most taps that are kept, 4 MB; rates in use need fewer. */
  private static final int MOST_TAPS = 1 << 20;

  /** Steps of the grid: linear interpolation errs by (pi / 512)^2 / 8 at most, -106 dB. */
  private static final int GRID = 512;

  private static final double KAISER_AT_0 = bessel(BETA);

  private final int up;
  private final int down;
  private final int half;
  private final boolean onGrid;
  private final float[][] filters;

  private float[] history = new float[0];
  private int held;
  private long historyStart;
  private long consumed;
  private long produced;

  Resampler(int rate) {
    int divisor = gcd(rate, Samples.RATE);
    this.up = Samples.RATE / divisor;
    this.down = rate / divisor;
    // Width of the transition relative to the input's rate, and the taps that it takes at 90 dB.
    double transition = (STOP - PASS) / 2 * Math.min(1.0, (double) up / down);
    int least = (int) Math.ceil((90 - 7.95) / (2.285 * 2 * Math.PI * transition) / 2);
    this.half = least + least % 2;
    this.onGrid = (long) up * 2 * half > MOST_TAPS;
    this.filters = new float[onGrid ? GRID + 1 : up][];
    // The first output is centred on the first input: as many zeros before it as half a filter.
    this.historyStart = -half;
    this.history = new float[4 * half];
    this.held = half;
  }

  /** One of the filters, made when it is first needed. */
  private float[] filter(int index) {
    if (filters[index] == null) {
      filters[index] = designed((double) index / (onGrid ? GRID : up));
    }
    return filters[index];
  }

  /**
   * @param position between two input samples, 0 to 1
   */
  private float[] designed(double position) {
    double cutoff = (PASS + STOP) / 4 * Math.min(1.0, (double) up / down);
    double sum = 0;
    double[] taps = new double[2 * half];
    for (int tap = 0; tap < taps.length; tap++) {
      double at = tap - half + 1 - position;
      taps[tap] = 2 * cutoff * sinc(2 * cutoff * at) * kaiser(at / half);
      sum += taps[tap];
    }
    float[] filter = new float[taps.length];
    for (int tap = 0; tap < taps.length; tap++) {
      filter[tap] = (float) (taps[tap] / sum);
    }
    return filter;
  }

  private boolean isIdentity() {
    return up == down;
  }

  /** The most samples that this many more of the input can give. */
  int capacityFor(int count) {
    return isIdentity() ? count : (int) ((long) (count + 2 * half) * up / down + 2);
  }

  /**
   * Takes the next samples of the input.
   *
   * @return how many samples of the output were written
   */
  int process(float[] in, int count, float[] out) {
    if (isIdentity()) {
      System.arraycopy(in, 0, out, 0, count);
      return count;
    }
    append(in, count);
    consumed += count;
    return produce(out, Long.MAX_VALUE);
  }

  /** Ends the input; writes what is left of the output. */
  int finish(float[] out) {
    if (isIdentity()) {
      return 0;
    }
    append(new float[half], half);
    return produce(out, (consumed * up + down - 1) / down);
  }

  private void append(float[] in, int count) {
    if (held + count > history.length) {
      history = Arrays.copyOf(history, Math.max(2 * history.length, held + count));
    }
    System.arraycopy(in, 0, history, held, count);
    held += count;
  }

  private int produce(float[] out, long last) {
    int written = 0;
    while (produced < last) {
      long position = produced * down;
      // Taps reach from half - 1 samples before the sample at or before this time to half after it.
      long first = position / up - half + 1;
      if (first + 2L * half > historyStart + held) {
        break;
      }
      out[written++] = sample((int) (first - historyStart), (int) (position % up));
      produced++;
    }
    discard(Math.min(held, (int) Math.max(0, produced * down / up - half + 1 - historyStart)));
    return written;
  }

  private float sample(int from, int phase) {
    if (!onGrid) {
      return convolve(from, filter(phase));
    }
    double at = (double) phase * GRID / up;
    int below = (int) at;
    float lower = convolve(from, filter(below));
    return lower + (float) (at - below) * (convolve(from, filter(below + 1)) - lower);
  }

  /** In four sums: in one, each addition would wait for the one before. */
  private float convolve(int from, float[] taps) {
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    for (int tap = 0; tap < taps.length; tap += 4) {
      first += taps[tap] * history[from + tap];
      second += taps[tap + 1] * history[from + tap + 1];
      third += taps[tap + 2] * history[from + tap + 2];
      fourth += taps[tap + 3] * history[from + tap + 3];
    }
    return (first + second) + (third + fourth);
  }

  private void discard(int count) {
    System.arraycopy(history, count, history, 0, held - count);
    held -= count;
    historyStart += count;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / KAISER_AT_0;
  }

  /** The modified Bessel function of the first kind, order zero, by its series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-16; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
