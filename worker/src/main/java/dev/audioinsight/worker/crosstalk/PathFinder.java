package dev.audioinsight.worker.crosstalk;

/**
 * Tells how much of a second of one channel, the target, comes over from another, the source: the
 * delay at which both correlate most, and around it the filter that leaves least of the target
 * (least squares over the second). Confined to one thread.
 */
final class PathFinder {
  /** Samples of a window, at 8 kHz. */
  static final int WINDOW = 8_192;

  /** Samples of a frame: 16 ms, as those of the detector. */
  static final int FRAME = 128;

  /** Frames of a window. */
  static final int FRAMES = WINDOW / FRAME;

  /** The longest delay, to either side: 128 ms. */
  private static final int REACH = 1_024;

  /** Length of the filter: 16 ms. */
  private static final int TAPS = 128;

  /** Of which so much lies before the peak. */
  private static final int BEFORE = 16;

  /** Samples of the source that are needed to each side of a window. */
  static final int CONTEXT = REACH + TAPS;

  /** Windows fade in and out, so that the correlations see no edges. */
  static final int FADE = WINDOW / 16;

  /** A silent source still gives a system that can be solved. */
  private static final double LEAST_POWER = 1e-9;

  /** The share of noise that keeps the system well-conditioned. */
  private static final double LOADING = 1e-3;

  private final Correlator correlator = new Correlator();
  private final double[] taper = taper();
  private final double[] reached = new double[WINDOW + 2 * REACH];
  private final double[] aligned = new double[WINDOW];
  private final double[] ofSource = new double[TAPS];
  private final double[] ofBoth = new double[TAPS];

  private static double[] taper() {
    double[] taper = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      double edge = Math.min(1, (Math.min(i, WINDOW - 1 - i) + 0.5) / FADE);
      taper[i] = 0.5 - 0.5 * Math.cos(Math.PI * edge);
    }
    return taper;
  }

  /**
   * A channel's second, ready to be compared with that of any other; valid as long as its window.
   */
  static final class Second {
    private final float[] window;
    private final double[] faded;
    private final Correlator.Spectrum asSource;
    private final Correlator.Spectrum asTarget;

    private Second(float[] window, double[] faded, Correlator.Spectrum[] spectra) {
      this.window = window;
      this.faded = faded;
      this.asSource = spectra[0];
      this.asTarget = spectra[1];
    }

    /** The power of each frame, mean squares. */
    double[] powers() {
      return PathFinder.powers(window);
    }
  }

  /**
   * Makes a second ready.
   *
   * @param window the second with its context to both sides
   */
  Second second(float[] window) {
    double[] faded = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      faded[i] = window[CONTEXT + i] * taper[i];
    }
    for (int i = 0; i < reached.length; i++) {
      reached[i] = window[TAPS + i];
    }
    return new Second(window, faded, correlator.spectra(reached, faded));
  }

  /** What is left of each frame of the target, mean squares; all of it where nothing came over. */
  double[] residual(Second source, Second target) {
    int lead = correlator.bestLead(source.asSource, target.asTarget, 2 * REACH);
    if (lead < 0) {
      return target.powers();
    }
    // Where in the source the target's first sample has its counterpart, a little early.
    int from = CONTEXT - REACH + lead + BEFORE;
    return residual(source.window, target.window, from, filter(source, target, from));
  }

  private double[] filter(Second source, Second target, int from) {
    for (int i = 0; i < WINDOW; i++) {
      aligned[i] = source.window[from + i] * taper[i];
    }
    Correlator.Spectrum[] spectra = correlator.spectra(aligned, target.faded);
    correlator.correlations(spectra[0], spectra[1], ofSource, ofBoth);
    ofSource[0] = ofSource[0] * (1 + LOADING) + LEAST_POWER;
    return Toeplitz.solve(ofSource, ofBoth);
  }

  private static double[] residual(float[] source, float[] target, int from, double[] filter) {
    double[] powers = new double[FRAMES];
    for (int n = 0; n < WINDOW; n++) {
      double left = target[CONTEXT + n];
      for (int tap = 0; tap < TAPS; tap++) {
        left -= filter[tap] * source[from + n - tap];
      }
      powers[n / FRAME] += left * left / FRAME;
    }
    return powers;
  }

  /** The power of each frame of a window, mean squares. */
  static double[] powers(float[] channel) {
    double[] powers = new double[FRAMES];
    for (int n = 0; n < WINDOW; n++) {
      double value = channel[CONTEXT + n];
      powers[n / FRAME] += value * value / FRAME;
    }
    return powers;
  }
}
