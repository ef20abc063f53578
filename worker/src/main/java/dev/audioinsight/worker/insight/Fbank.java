package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Kaldi's log filter bank, which public embedding networks read: 80 values for each whole frame of
 * 25 ms, every 10 ms. Its reference is {@code models/training/fbank.py}, and that follows
 * torchaudio.compliance.kaldi.fbank. Immutable.
 */
final class Fbank {
  static final int MELS = 80;
  static final int WINDOW = 400;
  static final int HOP = 160;

  private static final int POINTS = 512;
  private static final double PRE_EMPHASIS = 0.97;
  private static final double LOWEST_HZ = 20;

  /** Kaldi's least power: the step of a float at 1. */
  private static final double FLOOR = Math.ulp(1f);

  private static final Triangle[] TRIANGLES = triangles();

  private final double fullScale;
  private final double[] window;

  /** What the networks of a toolkit were trained on. */
  enum Convention {
    /** Samples as 16-bit integers, Hamming window. */
    WESPEAKER(32_768, 0.54, 1),

    /** Samples from -1 to 1, Povey window: 3D-Speaker, CAM++. */
    THREE_D_SPEAKER(1, 0.5, 0.85);

    private final double fullScale;
    private final double centre;
    private final double exponent;

    Convention(double fullScale, double centre, double exponent) {
      this.fullScale = fullScale;
      this.centre = centre;
      this.exponent = exponent;
    }

    private double window(int i) {
      double cosine = Math.cos(2 * Math.PI * i / (WINDOW - 1));
      return Math.pow(centre - (1 - centre) * cosine, exponent);
    }
  }

  Fbank(Convention convention) {
    this.fullScale = convention.fullScale;
    this.window = IntStream.range(0, WINDOW).mapToDouble(convention::window).toArray();
  }

  /** The number of frames in so many samples. */
  static int frames(int samples) {
    return samples < WINDOW ? 0 : (samples - WINDOW) / HOP + 1;
  }

  /** The values of all samples in the buffer, frame by frame. */
  float[] of(FloatBuffer samples) {
    float[] wave = new float[samples.remaining()];
    samples.get(wave);
    float[] values = new float[frames(wave.length) * MELS];
    for (int frame = 0; frame * MELS < values.length; frame++) {
      double[] power = power(wave, frame * HOP);
      for (int mel = 0; mel < MELS; mel++) {
        values[frame * MELS + mel] = (float) Math.log(Math.max(TRIANGLES[mel].sum(power), FLOOR));
      }
    }
    return values;
  }

  /** Power of each bin below Nyquist. */
  private double[] power(float[] wave, int from) {
    double mean = 0;
    for (int i = 0; i < WINDOW; i++) {
      mean += wave[from + i] / WINDOW;
    }
    double[][] spectrum = new double[2][POINTS];
    double before = wave[from] - mean;
    for (int i = 0; i < WINDOW; i++) {
      double value = wave[from + i] - mean;
      spectrum[0][i] = (value - PRE_EMPHASIS * before) * fullScale * window[i];
      before = value;
    }
    FastFourierTransformer.transformInPlace(
        spectrum, DftNormalization.STANDARD, TransformType.FORWARD);
    double[] power = new double[POINTS / 2];
    for (int bin = 0; bin < power.length; bin++) {
      double real = spectrum[0][bin];
      double imaginary = spectrum[1][bin];
      power[bin] = real * real + imaginary * imaginary;
    }
    return power;
  }

  private static Triangle[] triangles() {
    double low = mel(LOWEST_HZ);
    double step = (mel(Samples.RATE / 2.0) - low) / (MELS + 1);
    Triangle[] triangles = new Triangle[MELS];
    for (int i = 0; i < MELS; i++) {
      triangles[i] = new Triangle(low + i * step, step);
    }
    return triangles;
  }

  private static double mel(double hertz) {
    return 1_127 * Math.log1p(hertz / 700);
  }

  /** One filter: rises and falls linearly on the mel scale. Immutable. */
  private static final class Triangle {
    private final int first;
    private final double[] weights;

    Triangle(double left, double step) {
      int from = 0;
      while (mel(hertz(from)) <= left) {
        from++;
      }
      int to = from;
      while (to < POINTS / 2 && mel(hertz(to)) < left + 2 * step) {
        to++;
      }
      this.first = from;
      this.weights = new double[to - from];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = 1 - Math.abs(mel(hertz(from + i)) - left - step) / step;
      }
    }

    private static double hertz(int bin) {
      return (double) bin * Samples.RATE / POINTS;
    }

    double sum(double[] power) {
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i] * power[first + i];
      }
      return sum;
    }
  }
}
