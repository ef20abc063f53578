package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;

/**
 * Takes background talk out of speech probabilities, which only the whole recording tells: a voice
 * under -60 dBFS, and 24 dB under the recording's own speech, is nobody who speaks here. The
 * network's training labels such talk likewise ({@code models/training/scenes.py}). Thread-safe.
 */
final class BackgroundTalk {
  private static final double FAINT_DBFS = -60;
  private static final double BELOW_OWN_DB = 24;
  private static final double KNEE_DB = 1.5;
  private static final double SPEECH = 0.5;
  private static final int LEAST_FRAMES = 10;

  /** A quarter of an hour of them takes a few milliseconds. */
  private static final int FRAMES_BETWEEN_CHECKS = 1 << 16;

  /** Frames of a second: the loudest among them is how loud a voice is. */
  private static final int NEAR = 63;

  private BackgroundTalk() {}

  /** The probabilities without it, frame by frame. */
  static float[] removed(float[] speech, float[] speechDb, Cancellation cancellation)
      throws JobFailedException {
    double knee = knee(speech, speechDb);
    Near near = new Near(speechDb);
    float[] heard = new float[speech.length];
    for (int i = 0; i < heard.length; i++) {
      if (i % FRAMES_BETWEEN_CHECKS == 0) {
        cancellation.throwIfCancelled();
      }
      double above = Math.max(-30, Math.min(30, (near.highest(i) - knee) / KNEE_DB));
      heard[i] = (float) (speech[i] / (1 + Math.exp(-above)));
    }
    return heard;
  }

  private static double knee(float[] speech, float[] speechDb) {
    int count = 0;
    for (float probability : speech) {
      count += probability >= SPEECH ? 1 : 0;
    }
    if (count < LEAST_FRAMES) {
      return FAINT_DBFS;
    }
    double own = ranked(speech, speechDb, (int) (0.95 * (count - 1)));
    return Math.min(FAINT_DBFS, own - BELOW_OWN_DB);
  }

  /**
   * The level of speech that has so many below it, found byte by byte: sorting the frames of 12
   * hours would take as long as a job has to stop, and their copy 11 MB.
   */
  private static float ranked(float[] speech, float[] speechDb, int rank) {
    int key = 0;
    int known = 0;
    int left = rank;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int[] counts = new int[256];
      for (int i = 0; i < speech.length; i++) {
        if (speech[i] >= SPEECH && (ordered(speechDb[i]) & known) == key) {
          counts[ordered(speechDb[i]) >>> shift & 0xFF]++;
        }
      }
      int digit = 0;
      while (left >= counts[digit]) {
        left -= counts[digit++];
      }
      key |= digit << shift;
      known |= 0xFF << shift;
    }
    return Float.intBitsToFloat(key < 0 ? key ^ Integer.MIN_VALUE : ~key);
  }

  /** The bits of a number such that, without a sign, they are ordered as the numbers are. */
  private static int ordered(float value) {
    int bits = Float.floatToIntBits(value);
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  /** The highest value near each frame; asked for frames in order. Confined to one call. */
  private static final class Near {
    private static final int HALF = NEAR / 2;

    private final float[] values;

    /** Indices of values that may still win, highest first: a ring, with room for all near one. */
    private final int[] queue = new int[2 * HALF + 2];

    private int head;
    private int tail;
    private int next;

    Near(float[] values) {
      this.values = values;
    }

    float highest(int frame) {
      for (; next < values.length && next <= frame + HALF; next++) {
        while (tail > head && values[queue[(tail - 1) % queue.length]] <= values[next]) {
          tail--;
        }
        queue[tail++ % queue.length] = next;
      }
      while (queue[head % queue.length] < frame - HALF) {
        head++;
      }
      return values[queue[head % queue.length]];
    }
  }
}
