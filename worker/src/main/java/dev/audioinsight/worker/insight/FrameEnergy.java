package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.audio.Samples;
import java.nio.FloatBuffer;

/**
 * Mean power of each whole frame of {@link FrameTrack#FRAME} samples, above a high-pass
 * (second-order Butterworth, so that neither an offset nor rumble counts). Immutable, provided that
 * nobody writes into the array.
 */
final class FrameEnergy {
  private final float[] power;

  private FrameEnergy(float[] power) {
    this.power = power;
  }

  static FrameEnergy of(Samples samples, double highPassHz) {
    Builder builder = new Builder(highPassHz);
    FloatBuffer frame = FloatBuffer.allocate(FrameTrack.FRAME);
    for (int from = 0; from < samples.length(); from += FrameTrack.FRAME) {
      samples.copyTo(from, frame, Math.min(FrameTrack.FRAME, samples.length() - from));
      builder.add(frame.flip());
      frame.clear();
    }
    return builder.build();
  }

  /** Energies in the making; samples come in order. Confined to one thread. */
  static final class Builder {
    private final HighPass filter;
    private final Floats power = new Floats();
    private double sum;
    private boolean zero = true;
    private int count;

    Builder(double highPassHz) {
      this.filter = new HighPass(highPassHz);
    }

    /** The same stream, listened to while it is read. */
    SampleStream listeningTo(SampleStream samples) {
      return target -> {
        int from = target.position();
        int count = samples.read(target);
        add(target.duplicate().flip().position(from));
        return count;
      };
    }

    /** Takes in all samples that are left in the buffer. */
    void add(FloatBuffer samples) {
      while (samples.hasRemaining()) {
        float value = samples.get();
        zero &= value == 0;
        double filtered = filter.next(value);
        sum += filtered * filtered;
        count++;
        if (count == FrameTrack.FRAME) {
          power.add(zero ? 0 : (float) (sum / FrameTrack.FRAME));
          sum = 0;
          zero = true;
          count = 0;
        }
      }
    }

    FrameEnergy build() {
      return new FrameEnergy(power.take(power.size()));
    }
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
    private boolean settled;

    HighPass(double hertz) {
      double w = Math.tan(Math.PI * hertz / Samples.RATE);
      double norm = 1 / (1 + Math.sqrt(2) * w + w * w);
      this.b0 = norm;
      this.a1 = 2 * (w * w - 1) * norm;
      this.a2 = (1 - Math.sqrt(2) * w + w * w) * norm;
    }

    double next(double x) {
      if (!settled) {
        x1 = x;
        x2 = x;
        settled = true;
      }
      double y = b0 * (x - 2 * x1 + x2) - a1 * y1 - a2 * y2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      return y;
    }
  }
}
