package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Speech;
import java.util.BitSet;

/**
 * Speech found against speech of the reference, counted in frames of 10 ms. Immutable.
 *
 * @param both speech in both
 * @param falseAlarm speech that the reference does not have
 * @param miss speech that was not found
 * @param neither no speech in either
 */
public record SpeechScore(long both, long falseAlarm, long miss, long neither) {
  static final SpeechScore NONE = new SpeechScore(0, 0, 0, 0);

  /** Compares segments with the reference where it is scored. */
  static SpeechScore of(Speech speech, BitSet reference, BitSet scored, int frames) {
    BitSet found = new BitSet(frames);
    for (Speech.Segment segment : speech.segments()) {
      Grid.set(found, segment.startMs() / 1_000.0, segment.endMs() / 1_000.0, frames);
    }
    found.and(scored);
    BitSet wanted = Grid.and(reference, scored);
    int both = Grid.and(found, wanted).cardinality();
    return new SpeechScore(
        both,
        found.cardinality() - both,
        wanted.cardinality() - both,
        scored.cardinality() - found.cardinality() - wanted.cardinality() + both);
  }

  SpeechScore plus(SpeechScore other) {
    return new SpeechScore(
        both + other.both,
        falseAlarm + other.falseAlarm,
        miss + other.miss,
        neither + other.neither);
  }

  /** Harmonic mean of precision and recall, 0 to 1. */
  double f1() {
    return ratio(2 * both, 2 * both + falseAlarm + miss);
  }

  /** Share of the reference's silence in which speech was found. */
  double falseAlarmRate() {
    return ratio(falseAlarm, falseAlarm + neither);
  }

  /** Share of the reference's speech that was not found. */
  double missRate() {
    return ratio(miss, both + miss);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
