package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Speech;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Speech found against speech of the reference, counted in frames of 10 ms. Immutable.
 *
 * @param both speech in both
 * @param falseAlarm speech that the reference does not have
 * @param miss speech that was not found
 * @param neither no speech in either
 */
public record SpeechScore(long both, long falseAlarm, long miss, long neither) {
  private static final int FRAMES_A_SECOND = 100;

  static final SpeechScore NONE = new SpeechScore(0, 0, 0, 0);

  /** Compares segments with the turns of an RTTM file, all speakers together. */
  static SpeechScore of(Speech speech, Path rttm, long durationMs) throws IOException {
    int frames = (int) (durationMs * FRAMES_A_SECOND / 1_000);
    BitSet found = new BitSet(frames);
    for (Speech.Segment segment : speech.segments()) {
      set(found, segment.startMs() / 1_000.0, segment.endMs() / 1_000.0, frames);
    }
    BitSet reference = reference(rttm, frames);
    BitSet both = and(found, reference);
    return new SpeechScore(
        both.cardinality(),
        found.cardinality() - both.cardinality(),
        reference.cardinality() - both.cardinality(),
        frames - found.cardinality() - reference.cardinality() + both.cardinality());
  }

  private static BitSet reference(Path rttm, int frames) throws IOException {
    BitSet reference = new BitSet(frames);
    for (String line : Files.readAllLines(rttm, StandardCharsets.UTF_8)) {
      List<String> fields = List.of(line.trim().split("\\s+"));
      if (fields.size() >= 5 && fields.get(0).equals("SPEAKER")) {
        double start = Double.parseDouble(fields.get(3));
        set(reference, start, start + Double.parseDouble(fields.get(4)), frames);
      }
    }
    return reference;
  }

  private static void set(BitSet bits, double start, double end, int frames) {
    int from = Math.min(frames, (int) Math.round(start * FRAMES_A_SECOND));
    int to = Math.min(frames, (int) Math.round(end * FRAMES_A_SECOND));
    bits.set(from, Math.max(from, to));
  }

  private static BitSet and(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return both;
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
