package dev.audioinsight.worker.evaluate;

import dev.audioinsight.contract.Speakers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Diarization error (NIST md-eval): missed, invented and confused speaker time over the speaker
 * time of the reference, under the mapping of speakers that suits best. In frames of 10 ms.
 * Immutable.
 *
 * @param reference speaker time of the reference
 */
record DiarizationScore(long missed, long falseAlarm, long confused, long reference) {
  static final DiarizationScore NONE = new DiarizationScore(0, 0, 0, 0);

  /** Beyond so many reference speakers the best mapping is not searched. */
  private static final int MOST_SPEAKERS = 16;

  /**
   * Compares the turns found with those of the reference.
   *
   * @param collarSeconds to each side of a reference boundary, not scored
   */
  static DiarizationScore of(
      List<Speakers.Turn> found,
      List<Rttm.Turn> reference,
      BitSet scored,
      int frames,
      double collarSeconds) {
    BitSet counted = (BitSet) scored.clone();
    for (Rttm.Turn turn : reference) {
      for (double edge : new double[] {turn.start(), turn.end()}) {
        BitSet near = new BitSet(frames);
        Grid.set(near, edge - collarSeconds, edge + collarSeconds, frames);
        counted.andNot(near);
      }
    }
    Map<String, BitSet> wanted = new LinkedHashMap<>();
    reference.forEach(t -> add(wanted, t.speaker(), t.start(), t.end(), frames));
    Map<String, BitSet> given = new LinkedHashMap<>();
    found.forEach(t -> add(given, t.speaker(), t.startMs() / 1e3, t.endMs() / 1e3, frames));
    wanted.values().forEach(bits -> bits.and(counted));
    given.values().forEach(bits -> bits.and(counted));
    return score(new ArrayList<>(wanted.values()), new ArrayList<>(given.values()), counted);
  }

  private static void add(
      Map<String, BitSet> speakers, String name, double start, double end, int frames) {
    Grid.set(speakers.computeIfAbsent(name, key -> new BitSet(frames)), start, end, frames);
  }

  private static DiarizationScore score(List<BitSet> wanted, List<BitSet> given, BitSet counted) {
    long missed = 0;
    long falseAlarm = 0;
    long least = 0;
    long reference = 0;
    for (int i = counted.nextSetBit(0); i >= 0; i = counted.nextSetBit(i + 1)) {
      int frame = i;
      int inReference = (int) wanted.stream().filter(bits -> bits.get(frame)).count();
      int inAnswer = (int) given.stream().filter(bits -> bits.get(frame)).count();
      missed += Math.max(0, inReference - inAnswer);
      falseAlarm += Math.max(0, inAnswer - inReference);
      least += Math.min(inReference, inAnswer);
      reference += inReference;
    }
    return new DiarizationScore(missed, falseAlarm, least - bestMatch(wanted, given), reference);
  }

  /** The most speaker time that one mapping of speakers gets right. */
  private static long bestMatch(List<BitSet> wanted, List<BitSet> given) {
    if (wanted.size() > MOST_SPEAKERS) {
      throw new IllegalArgumentException("more than " + MOST_SPEAKERS + " reference speakers");
    }
    long[] best = new long[1 << wanted.size()]; // by the set of reference speakers already mapped
    for (BitSet answer : given) {
      long[] next = Arrays.copyOf(best, best.length);
      for (int set = 0; set < best.length; set++) {
        for (int w = 0; w < wanted.size(); w++) {
          if ((set & 1 << w) == 0) {
            int grown = set | 1 << w;
            long right = best[set] + Grid.and(answer, wanted.get(w)).cardinality();
            next[grown] = Math.max(next[grown], right);
          }
        }
      }
      best = next;
    }
    return Arrays.stream(best).max().orElse(0);
  }

  DiarizationScore plus(DiarizationScore other) {
    return new DiarizationScore(
        missed + other.missed,
        falseAlarm + other.falseAlarm,
        confused + other.confused,
        reference + other.reference);
  }

  /** The diarization error rate; not a number without speech in the reference. */
  double rate() {
    return reference == 0 ? Double.NaN : (double) (missed + falseAlarm + confused) / reference;
  }
}
