package dev.audioinsight.worker.crosstalk;

/**
 * Halves the rate of a stream, 16 to 8 kHz: a low-pass (sinc times a Hamming window) and every
 * second sample. The filter's delay, {@value #TAPS}/2 samples, stays in, for it is the same for all
 * channels. Confined to one thread.
 */
final class Halver {
  private static final int TAPS = 48;
  private static final float[] FILTER = filter();

  private final float[] history = new float[TAPS];

  private static float[] filter() {
    float[] filter = new float[TAPS];
    double sum = 0;
    for (int tap = 0; tap < TAPS; tap++) {
      double at = tap - (TAPS - 1) / 2.0;
      double window = 0.54 + 0.46 * Math.cos(2 * Math.PI * at / TAPS);
      // The cut-off lies at 0.45 of the lower rate.
      filter[tap] = (float) (Math.sin(Math.PI * 0.45 * at) / at * window);
      sum += filter[tap];
    }
    for (int tap = 0; tap < TAPS; tap++) {
      filter[tap] /= (float) sum;
    }
    return filter;
  }

  /**
   * Takes the next samples in.
   *
   * @param in an even number of them
   * @param out gets half as many, from {@code at} on
   */
  void halve(float[] in, float[] out, int at) {
    float[] all = new float[TAPS + in.length];
    System.arraycopy(history, 0, all, 0, TAPS);
    System.arraycopy(in, 0, all, TAPS, in.length);
    for (int i = 0; i < in.length / 2; i++) {
      float sum = 0;
      for (int tap = 0; tap < TAPS; tap++) {
        sum += FILTER[tap] * all[2 * i + 1 + tap];
      }
      out[at + i] = sum;
    }
    System.arraycopy(all, in.length, history, 0, TAPS);
  }
}
