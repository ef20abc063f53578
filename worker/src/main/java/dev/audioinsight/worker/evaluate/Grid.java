package dev.audioinsight.worker.evaluate;

import java.util.BitSet;
import java.util.List;

/** Time in frames of 10 ms. */
final class Grid {
  static final int FRAMES_A_SECOND = 100;

  private Grid() {}

  static int frames(long durationMs) {
    return (int) (durationMs * FRAMES_A_SECOND / 1_000);
  }

  /** The frames of these turns, all speakers together. */
  static BitSet of(List<Rttm.Turn> turns, int frames) {
    BitSet bits = new BitSet(frames);
    turns.forEach(turn -> set(bits, turn.start(), turn.end(), frames));
    return bits;
  }

  static void set(BitSet bits, double start, double end, int frames) {
    int from = Math.max(0, Math.min(frames, (int) Math.round(start * FRAMES_A_SECOND)));
    int to = Math.min(frames, (int) Math.round(end * FRAMES_A_SECOND));
    bits.set(from, Math.max(from, to));
  }

  static BitSet and(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return both;
  }

  static BitSet all(int frames) {
    BitSet all = new BitSet(frames);
    all.set(0, frames);
    return all;
  }
}
