package dev.audioinsight.worker.insight;

import java.util.Arrays;

/**
 * Refines the network's speech probabilities by what only the whole recording tells.
 *
 * <p><em>Background talk</em>: a voice under -60 dBFS, and 24 dB under the recording's own speech,
 * is nobody who speaks here. <em>Pauses inside a turn</em>: gaps up to 1.2 s rank between speech and
 * silence, below every usual threshold. The constants are those by which the network's training
 * labels talk and turns ({@code models/training/scenes.py}). Thread-safe.
 */
final class SpeechRefiner {
  private static final double FAINT_DBFS = -60;
  private static final double BELOW_OWN_DB = 24;
  private static final double KNEE_DB = 1.5;
  private static final double SPEECH = 0.5;
  private static final int LEAST_FRAMES = 10;

  /** Frames of a second: the loudest among them is how loud a voice is. */
  private static final int NEAR = 63;

  /** Frames of 1.2 s. */
  private static final int TURN_GAP = 75;

  private static final double TURN_SHARE = 0.35;

  private SpeechRefiner() {}

  /** The refined probabilities, frame by frame. */
  static float[] refined(float[] speech, float[] speechDb) {
    double knee = knee(speech, speechDb);
    float[] near = extremes(speechDb, NEAR, 1);
    float[] heard = new float[speech.length];
    for (int i = 0; i < heard.length; i++) {
      double above = Math.max(-30, Math.min(30, (near[i] - knee) / KNEE_DB));
      heard[i] = (float) (speech[i] / (1 + Math.exp(-above)));
    }
    float[] closed = extremes(extremes(heard, TURN_GAP, 1), TURN_GAP, -1);
    for (int i = 0; i < heard.length; i++) {
      heard[i] = (float) Math.max(heard[i], TURN_SHARE * closed[i]);
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

  /** The largest (sign 1) or smallest (-1) value within each window, which is odd and centred. */
  private static float[] extremes(float[] values, int window, int sign) {
    float[] out = new float[values.length];
    int[] queue = new int[values.length]; // indices of values that may still win, best first
    int head = 0;
    int tail = 0;
    int half = window / 2;
    for (int next = 0; next < values.length + half; next++) {
      if (next < values.length) {
        while (tail > head && sign * values[queue[tail - 1]] <= sign * values[next]) {
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
