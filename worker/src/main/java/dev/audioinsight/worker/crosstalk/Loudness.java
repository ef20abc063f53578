package dev.audioinsight.worker.crosstalk;

/** How loud speech is around a frame. Thread-safe. */
final class Loudness {
  /** Frames to each side over which powers are summed: syllables come and go. */
  static final int AROUND = 8;

  /** Frames that a delay or an echo lasts. */
  private static final int LATE = 10;

  private Loudness() {}

  /** The power of the speech around the frame. */
  static double around(Talk talk, int frame) {
    double sum = 0;
    for (int i = Math.max(0, frame - AROUND); i <= frame + AROUND && i < talk.frames(); i++) {
      sum += talk.isSpeech(i) ? talk.power(i) : 0;
    }
    return sum;
  }

  /** The highest of these a moment before or after: what comes over later was that loud. */
  static double near(Talk talk, int frame) {
    double highest = 0;
    for (int i = frame - LATE; i <= frame + LATE; i++) {
      highest = Math.max(highest, around(talk, i));
    }
    return highest;
  }
}
