package dev.audioinsight.worker.insight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** Recordings of several channels, made of the project's samples; 16 kHz, 16 bit. */
final class Calls {
  static final int RATE = 16_000;
  static final Path SAMPLES = Path.of("..", "samples");

  private Calls() {}

  /** A woman who takes turns with a man: a second of nothing, then the sample. */
  static float[] woman() {
    return sample("one-voice-clean.wav");
  }

  static float[] man() {
    return sample("one-voice-fan-10db.wav");
  }

  static float[] sample(String name) {
    try {
      ByteBuffer file =
          ByteBuffer.wrap(Files.readAllBytes(SAMPLES.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
      float[] wave = new float[(file.limit() - 44) / 2];
      for (int i = 0; i < wave.length; i++) {
        wave[i] = file.getShort(44 + 2 * i) / 32_768f;
      }
      return wave;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The wave from so many seconds on, in a channel that lasts so many. */
  static float[] at(double from, double seconds, float[] wave) {
    float[] channel = new float[(int) (seconds * RATE)];
    int start = (int) (from * RATE);
    System.arraycopy(wave, 0, channel, start, Math.min(wave.length, channel.length - start));
    return channel;
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

  static float[] louder(double db, float[] wave) {
    float[] louder = wave.clone();
    for (int i = 0; i < louder.length; i++) {
      louder[i] *= (float) Math.pow(10, db / 20);
    }
    return louder;
  }

  static float[] later(int samples, float[] wave) {
    float[] later = new float[wave.length];
    System.arraycopy(wave, 0, later, samples, wave.length - samples);
    return later;
  }

  static float[] noise(long seed, double dbfs, int length) {
    Random random = new Random(seed);
    float[] noise = new float[length];
    for (int i = 0; i < length; i++) {
      noise[i] = (float) (random.nextGaussian() * Math.pow(10, dbfs / 20));
    }
    return noise;
  }

  /** A WAV file of these channels. */
  static byte[] wav(float[]... channels) {
    int frames = channels[0].length;
    int bytes = 2 * channels.length * frames;
    ByteBuffer file = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    file.putShort((short) 1).putShort((short) channels.length).putInt(RATE);
    file.putInt(2 * channels.length * RATE).putShort((short) (2 * channels.length));
    file.putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int frame = 0; frame < frames; frame++) {
      for (float[] channel : channels) {
        file.putShort(
            (short) Math.max(-32_768, Math.min(32_767, Math.rint(channel[frame] * 32_768))));
      }
    }
    return file.array();
  }

  static float[][] copies(int count, float[] wave) {
    float[][] channels = new float[count][];
    Arrays.fill(channels, wave);
    return channels;
  }
}
