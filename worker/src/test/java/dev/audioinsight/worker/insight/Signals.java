package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** Sounds without speech, 16 kHz; the same values at each call. */
final class Signals {
  static final int RATE = 16_000;

  private Signals() {}

  /** A function of time in seconds. */
  static float[] of(double seconds, DoubleUnaryOperator value) {
    float[] signal = new float[(int) (seconds * RATE)];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = (float) value.applyAsDouble((double) i / RATE);
    }
    return signal;
  }

  /** A stretch of a recording. */
  static FloatBuffer part(Samples samples, int from, int to) {
    FloatBuffer part = FloatBuffer.allocate(to - from);
    samples.copyTo(from, part, to - from);
    return part.flip();
  }

  static float[] silence(double seconds) {
    return of(seconds, t -> 0);
  }

  static float[] tone(double seconds, double hertz) {
    return of(seconds, t -> 0.3 * sine(hertz, t));
  }

  /** 440 and 480 Hz, two seconds on, four off. */
  static float[] ringback(double seconds) {
    return of(seconds, t -> t % 6 < 2 ? 0.2 * (sine(440, t) + sine(480, t)) : 0);
  }

  static float[] whiteNoise(double seconds, double level) {
    Random random = new Random(7);
    return of(seconds, t -> level * random.nextGaussian());
  }

  /** Noise whose power falls by 3 dB an octave (Voss and McCartney). */
  static float[] pinkNoise(double seconds) {
    Random random = new Random(8);
    double[] rows = new double[12];
    int[] count = {0};
    return of(
        seconds,
        t -> {
          count[0]++;
          rows[Math.min(rows.length - 1, Integer.numberOfTrailingZeros(count[0]))] =
              random.nextGaussian();
          double sum = 0;
          for (double row : rows) {
            sum += row;
          }
          return 0.02 * sum;
        });
  }

  /** Only the last bit of 16 moves. */
  static float[] lastBit(double seconds) {
    Random random = new Random(9);
    return of(seconds, t -> (random.nextInt(3) - 1) / 32_768.0);
  }

  /** Plucked chords, four to the bar. */
  static float[] music(double seconds) {
    double[][] chords = {{220, 277.2, 329.6}, {146.8, 185, 220}, {164.8, 207.7, 246.9}};
    return of(
        seconds,
        t -> {
          double[] chord = chords[(int) (t / 2) % chords.length];
          double since = t % 0.5;
          double sum = 0;
          for (double f : chord) {
            for (int h = 1; h <= 5; h++) {
              sum += sine(f * h, t) / h;
            }
          }
          return 0.05 * sum * Math.exp(-3 * since) * Math.min(1, since * 200);
        });
  }

  /** A knock every 0.7 s. */
  static float[] knocks(double seconds) {
    Random random = new Random(10);
    return of(
        seconds,
        t -> {
          double since = t % 0.7;
          return 0.5 * Math.exp(-60 * since) * (sine(180, since) + 0.3 * random.nextGaussian());
        });
  }

  /** A bird: short whistles that glide from 2 to 4 kHz. */
  static float[] bird(double seconds) {
    return of(
        seconds,
        t -> {
          double since = t % 0.4;
          double phase = 2 * Math.PI * (2_000 * since + 5_000 * since * since);
          return since < 0.15 ? 0.3 * Math.sin(phase) * Math.sin(Math.PI * since / 0.15) : 0;
        });
  }

  static float[] squareAtFullScale(double seconds) {
    return of(seconds, t -> sine(200, t) >= 0 ? 1 : -1);
  }

  static double sine(double hertz, double t) {
    return Math.sin(2 * Math.PI * hertz * t);
  }
}
