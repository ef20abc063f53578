package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The plainest estimate, as a cross-check: the loud frames are speech, the soft ones noise. Power
 * of the 85th over that of the 15th percentile of frames. Thread-safe.
 */
public final class PercentileSnr {
  private static final double HIGH_PASS_HZ = 60;
  private static final double SPEECH = 0.85;
  private static final double NOISE = 0.15;
  private static final double FLOOR_SHARE = 1e-3;
  private static final int LEAST_FRAMES = 62;

  private PercentileSnr() {}

  /** The SNR in dB; none for less than a second that is no digital zero. */
  public static OptionalDouble db(Samples samples) {
    FrameEnergy energy = FrameEnergy.of(samples, HIGH_PASS_HZ);
    double[] powers = new double[energy.frames()];
    int live = 0;
    for (int i = 0; i < energy.frames(); i++) {
      if (energy.power(i) > 0) {
        powers[live++] = energy.power(i);
      }
    }
    if (live < LEAST_FRAMES) {
      return OptionalDouble.empty();
    }
    Arrays.sort(powers, 0, live);
    double noise = powers[(int) (NOISE * (live - 1))];
    double speech = powers[(int) (SPEECH * (live - 1))] - noise;
    return OptionalDouble.of(SnrReadings.ratioDb(speech, noise, FLOOR_SHARE));
  }
}
