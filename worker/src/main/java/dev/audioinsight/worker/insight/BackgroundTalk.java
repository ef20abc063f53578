package dev.audioinsight.worker.insight;

import java.util.Arrays;

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

  /** Frames of a second: the loudest among them is how loud a voice is. */
  private static final int NEAR = 63;

  private BackgroundTalk() {}

  /** The probabilities without it, frame by frame. */
  static float[] removed(float[] speech, float[] speechDb) {
    double knee = knee(speech, speechDb);
    float[] near = highest(speechDb);
    float[] heard = new float[speech.length];
    for (int i = 0; i < heard.length; i++) {
      double above = Math.max(-30, Math.min(30, (near[i] - knee) / KNEE_DB));
      heard[i] = (float) (speech[i] / (1 + Math.exp(-above)));
    }
    return heard;
  }

  private static double knee(float[] speech, float[] speechDb) {
    float[] own = new float[speech.length];
    int count = 0;
    for (int i = 0; i < speech.length; i++) {
      if (speech[i] >= SPEECH) {
        own[count++] = speechDb[i];
      }
    }
    if (count < LEAST_FRAMES) {
      return FAINT_DBFS;
    }
    Arrays.sort(own, 0, count);
    return Math.min(FAINT_DBFS, own[(int) (0.95 * (count - 1))] - BELOW_OWN_DB);
  }

  /** The highest value near each frame. */
  private static float[] highest(float[] values) {
    float[] out = new float[values.length];
    int[] queue = new int[values.length]; // indices of values that may still win, highest first
    int head = 0;
    int tail = 0;
    int half = NEAR / 2;
    for (int next = 0; next < values.length + half; next++) {
      if (next < values.length) {
        while (tail > head && values[queue[tail - 1]] <= values[next]) {
          tail--;
        }
        queue[tail++] = next;
      }
      int centre = next - half;
      if (centre >= 0) {
        while (queue[head] < centre - half) {
          head++;
        }
        out[centre] = values[queue[head]];
      }
    }
    return out;
  }
}
