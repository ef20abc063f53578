package dev.audioinsight.worker.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * How well speech probabilities rank frames of speech above the others: the area under the ROC
 * curve, all recordings pooled, ties counted half. Confined to one thread.
 *
 * <p>Detectors answer early or late by some frames, which is no fault of their ranking: the area is
 * read at the lag that suits each best, within 0.2 s.
 */
final class Ranking {
  private static final int MOST_LAG = 20;
  private static final int LAG_STEP = 2;

  private final List<Track> tracks = new ArrayList<>();

  /** Probabilities at the centres of the 10 ms frames of one recording, with its reference. */
  private static final class Track {
    private final float[] probability;
    private final BitSet reference;
    private final BitSet scored;

    Track(float[] probability, BitSet reference, BitSet scored) {
      this.probability = probability;
      this.reference = reference;
      this.scored = scored;
    }
  }

  /**
   * Takes in one recording.
   *
   * @param probability of speech, by seconds from the start
   */
  void add(DoubleUnaryOperator probability, BitSet reference, BitSet scored, int frames) {
    float[] values = new float[frames];
    for (int i = 0; i < frames; i++) {
      values[i] = (float) probability.applyAsDouble((i + 0.5) / Grid.FRAMES_A_SECOND);
    }
    tracks.add(new Track(values, reference, scored));
  }

  void addAll(Ranking other) {
    tracks.addAll(other.tracks);
  }

  /** The area, 0 to 1, at its best lag; not a number where there is only speech, or none. */
  double area() {
    return IntStream.rangeClosed(-MOST_LAG / LAG_STEP, MOST_LAG / LAG_STEP)
        .mapToDouble(lag -> area(lag * LAG_STEP))
        .max()
        .orElse(Double.NaN);
  }

  private double area(int lag) {
    int size = tracks.stream().mapToInt(track -> track.scored.cardinality()).sum();
    long[] keys = new long[size];
    int n = 0;
    for (Track track : tracks) {
      int last = track.probability.length - 1;
      for (int i = track.scored.nextSetBit(0); i >= 0; i = track.scored.nextSetBit(i + 1)) {
        float p = track.probability[Math.max(0, Math.min(last, i + lag))];
        // Bits of a float that is not negative sort as its value does; the label is the last bit.
        keys[n++] = ((long) Float.floatToIntBits(p) << 1) | (track.reference.get(i) ? 1 : 0);
      }
    }
    Arrays.sort(keys);
    return area(keys);
  }

  private static double area(long[] sorted) {
    double won = 0;
    long speech = 0;
    long others = 0;
    for (int from = 0; from < sorted.length; ) {
      long tiedSpeech = 0;
      int to = from;
      while (to < sorted.length && sorted[to] >> 1 == sorted[from] >> 1) {
        tiedSpeech += sorted[to++] & 1;
      }
      long tiedOthers = to - from - tiedSpeech;
      won += tiedSpeech * (others + tiedOthers / 2.0);
      speech += tiedSpeech;
      others += tiedOthers;
      from = to;
    }
    return speech == 0 || others == 0 ? Double.NaN : won / speech / others;
  }
}
