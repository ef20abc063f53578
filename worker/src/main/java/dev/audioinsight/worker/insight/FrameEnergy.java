package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;

/**
 * Mean power of each whole frame of {@link FrameTrack#FRAME} samples, above a high-pass
 * (second-order Butterworth, so that neither an offset nor rumble counts). Immutable, provided that
 * nobody writes into the array.
 */
final class FrameEnergy {
  private final double[] power;

  private FrameEnergy(double[] power) {
    this.power = power;
  }

  static FrameEnergy of(Samples samples, double highPassHz) {
    HighPass filter = new HighPass(highPassHz, samples.length() == 0 ? 0 : samples.get(0));
    double[] power = new double[samples.length() / FrameTrack.FRAME];
    for (int frame = 0; frame < power.length; frame++) {
      double sum = 0;
      boolean zero = true;
      for (int i = 0; i < FrameTrack.FRAME; i++) {
        float value = samples.get(frame * FrameTrack.FRAME + i);
        zero &= value == 0;
        double filtered = filter.next(value);
        sum += filtered * filtered;
      }
      power[frame] = zero ? 0 : sum / FrameTrack.FRAME;
    }
    return new FrameEnergy(power);
  }

  int frames() {
    return power.length;
  }

  /** Mean square of the frame; 0 where every sample is a digital zero. */
  double power(int frame) {
    return power[frame];
  }

  /** A biquad in direct form I; it starts settled on the first sample. */
  private static final class HighPass {
    private final double b0;
    private final double a1;
    private final double a2;
    private double x1;
    private double x2;
    private double y1;
    private double y2;

    HighPass(double hertz, double first) {
      double w = Math.tan(Math.PI * hertz / Samples.RATE);
      double norm = 1 / (1 + Math.sqrt(2) * w + w * w);
      this.b0 = norm;
      this.a1 = 2 * (w * w - 1) * norm;
      this.a2 = (1 - Math.sqrt(2) * w + w * w) * norm;
      this.x1 = first;
      this.x2 = first;
    }

    double next(double x) {
      double y = b0 * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      return y;
    }
  }
}
