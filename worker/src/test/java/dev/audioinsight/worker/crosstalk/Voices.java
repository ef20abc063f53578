package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.worker.audio.SampleStream;
import java.nio.FloatBuffer;
import java.util.Random;

/** Made signals that behave like voices: noise of a voice's colour in syllables, 16 kHz. */
final class Voices {
  static final int RATE = 16_000;

  private Voices() {}

  /** A voice that speaks from one second to another, its power about -26 dBFS. */
  static float[] voice(long seed, double seconds, double from, double to) {
    Random random = new Random(seed);
    float[] wave = new float[(int) (seconds * RATE)];
    double low = 0;
    double lower = 0;
    for (int i = (int) (from * RATE); i < to * RATE; i++) {
      // Two poles at about 600 Hz, and four syllables a second.
      low += 0.2 * (random.nextGaussian() - low);
      lower += 0.2 * (low - lower);
      double syllable = Math.abs(Math.sin(2 * Math.PI * 2 * i / RATE + seed));
      wave[i] = (float) (0.2 * lower * syllable);
    }
    return wave;
  }

  static float[] noise(long seed, double seconds, double dbfs) {
    Random random = new Random(seed);
    float[] wave = new float[(int) (seconds * RATE)];
    for (int i = 0; i < wave.length; i++) {
      wave[i] = (float) (random.nextGaussian() * Math.pow(10, dbfs / 20));
    }
    return wave;
  }

  static float[] sum(float[]... waves) {
    float[] sum = new float[waves[0].length];
    for (float[] wave : waves) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += wave[i];
      }
    }
    return sum;
  }

  /** Some decibels louder and some samples later; a negative number is earlier. */
  static float[] moved(float[] wave, double db, int samples) {
    float[] moved = new float[wave.length];
    double gain = Math.pow(10, db / 20);
    for (int i = Math.max(0, samples); i < Math.min(wave.length, wave.length + samples); i++) {
      moved[i] = (float) (gain * wave[i - samples]);
    }
    return moved;
  }

  static float[] negative(float[] wave) {
    float[] negative = wave.clone();
    for (int i = 0; i < negative.length; i++) {
      negative[i] = -negative[i];
    }
    return negative;
  }

  /** As 8 bits of mu-law (G.711) give it back. */
  static float[] companded(float[] wave) {
    float[] companded = new float[wave.length];
    for (int i = 0; i < wave.length; i++) {
      double code = Math.log1p(255 * Math.min(1, Math.abs(wave[i]))) / Math.log(256);
      double step = Math.rint(code * 127) / 127;
      companded[i] = (float) (Math.signum(wave[i]) * Math.expm1(step * Math.log(256)) / 255);
    }
    return companded;
  }

  static SampleStream stream(float[] wave) {
    FloatBuffer left = FloatBuffer.wrap(wave);
    return target -> {
      int count = Math.min(target.remaining(), left.remaining());
      target.put(left.slice(left.position(), count));
      left.position(left.position() + count);
      return count;
    };
  }
}
