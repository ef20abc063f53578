package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;

/** How loud the speech of a channel is around a frame. Immutable. */
final class Loudness {
  /** Frames to each side over which powers are summed: syllables come and go. */
  static final int AROUND = 8;

  /** Frames that a delay or an echo lasts. */
  private static final int LATE = 10;

  /** They take some ms. */
  private static final int FRAMES_PER_CHECK = 1 << 16;

  private final float[] around;

  private Loudness(float[] around) {
    this.around = around;
  }

  static Loudness of(Talk talk, Cancellation cancellation) throws JobFailedException {
    float[] power = new float[talk.frames()];
    for (int frame = 0; frame < power.length; frame++) {
      if (frame % FRAMES_PER_CHECK == 0) {
        cancellation.throwIfCancelled();
      }
      power[frame] = talk.isSpeech(frame) ? (float) talk.power(frame) : 0;
    }
    float[] around = new float[power.length];
    for (int frame = 0; frame < around.length; frame++) {
      double sum = 0;
      for (int i = Math.max(0, frame - AROUND); i <= frame + AROUND && i < power.length; i++) {
        sum += power[i];
      }
      around[frame] = (float) sum;
    }
    return new Loudness(around);
  }

  /** The power of the speech around the frame, which the recording has. */
  double around(int frame) {
    return around[frame];
  }

  /** The highest of these a moment before or after: what comes over later was that loud. */
  double near(int frame) {
    double highest = 0;
    for (int i = Math.max(0, frame - LATE); i <= frame + LATE && i < around.length; i++) {
      highest = Math.max(highest, around[i]);
    }
    return highest;
  }
}
