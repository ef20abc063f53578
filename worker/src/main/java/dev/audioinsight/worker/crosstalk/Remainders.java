package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.BitSet;
import java.util.List;

/**
 * Takes away what is left of leaks: a short stretch of speech no louder than a leak would be, while
 * its source speaks. Noise, echoes and the edges of words leave such stretches, in which the source
 * explains too little, and each would be another speaker. Confined to one call.
 */
final class Remainders {
  /** Frames of the longest stretch that is looked at: a second. */
  private static final int LONGEST = 62;

  /** Frames of leaks from which on it is known how loud a leak is: half a second. */
  private static final int ENOUGH = 31;

  /** A stretch is own speech if it is louder than a leak by 3 dB. */
  private static final double MARGIN = 2;

  /** Where a leak is stronger than -5 dB, its level tells nothing. */
  private static final double WEAK = 0.3;

  private final List<? extends Talk> talks;
  private final List<Loudness> loudness;
  private final double[][] sent;
  private final double[][] heard;
  private final int[][] frames;

  /**
   * @param loudness of each talk
   */
  Remainders(List<? extends Talk> talks, List<Loudness> loudness) {
    this.talks = talks;
    this.loudness = loudness;
    this.sent = new double[talks.size()][talks.size()];
    this.heard = new double[talks.size()][talks.size()];
    this.frames = new int[talks.size()][talks.size()];
  }

  /** Learns from a frame that is a leak. */
  void learn(int source, int target, int frame) {
    sent[source][target] += loudness.get(source).near(frame);
    heard[source][target] += loudness.get(target).around(frame);
    frames[source][target]++;
  }

  /** Adds its remainders to the leaked frames of each channel. */
  void addTo(List<BitSet> leaked, Cancellation cancellation) throws JobFailedException {
    for (int target = 0; target < talks.size(); target++) {
      addTo(leaked, target, cancellation);
    }
  }

  private void addTo(List<BitSet> leaked, int target, Cancellation cancellation)
      throws JobFailedException {
    Talk talk = talks.get(target);
    int from = 0;
    for (int frame = 0; frame <= talk.frames(); frame++) {
      boolean own = frame < talk.frames() && talk.isSpeech(frame) && !leaked.get(target).get(frame);
      if (!own) {
        cancellation.throwIfCancelled();
        if (frame > from && frame - from <= LONGEST && isNoLouder(target, from, frame, leaked)) {
          leaked.get(target).set(from, frame);
        }
        from = frame + 1;
      }
    }
  }

  private boolean isNoLouder(int target, int from, int to, List<BitSet> leaked) {
    double here = 0;
    double expected = 0;
    for (int frame = from; frame < to; frame++) {
      here += loudness.get(target).around(frame);
      for (int source = 0; source < talks.size(); source++) {
        // What a source hears of others itself does not leak from it.
        if (isWeak(source, target) && !leaked.get(source).get(frame)) {
          double gain = heard[source][target] / sent[source][target];
          expected += gain * loudness.get(source).near(frame);
        }
      }
    }
    return here <= MARGIN * expected;
  }

  /** Whether enough came over to know how loud a leak is, and it is far from as loud as speech. */
  private boolean isWeak(int source, int target) {
    return frames[source][target] >= ENOUGH && heard[source][target] < WEAK * sent[source][target];
  }
}
