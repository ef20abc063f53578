package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Speakers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Who speaks when, from the voices of pieces, in one walk along the recording. Confined to one
 * call.
 */
final class Turns {
  private final List<Region> pieces;
  private final int[] labels;
  private final IntFunction<String> names;
  private final List<Speakers.Turn> turns = new ArrayList<>();
  private int next;

  /**
   * Speakers are named S1, S2, … in order of first appearance.
   *
   * @param pieces of speech, in order
   * @param labels the voice of each
   */
  Turns(List<Region> pieces, int[] labels) {
    this(pieces, labels, inOrder());
  }

  /**
   * As the other.
   *
   * @param names a name for each voice
   */
  Turns(List<Region> pieces, int[] labels, IntFunction<String> names) {
    this.pieces = pieces;
    this.labels = labels;
    this.names = names;
  }

  private static IntFunction<String> inOrder() {
    Map<Integer, String> names = new LinkedHashMap<>();
    return label -> names.computeIfAbsent(label, l -> "S" + (names.size() + 1));
  }

  /**
   * The turns.
   *
   * @param regions all speech, in order; each piece lies in one of them
   */
  List<Speakers.Turn> of(List<Region> regions) {
    regions.forEach(this::take);
    return turns;
  }

  private void take(Region region) {
    int start = region.start();
    int first = next;
    for (; next < pieces.size() && pieces.get(next).end() <= region.end(); next++) {
      if (next > first && labels[next] != labels[next - 1]) {
        add(start, pieces.get(next).start(), labels[next - 1]);
        start = pieces.get(next).start();
      }
    }
    // A region too short for a piece belongs to the voice of the nearest one.
    add(start, region.end(), next > first ? labels[next - 1] : nearest(region));
  }

  /** The voice of the piece before or behind. */
  private int nearest(Region region) {
    if (pieces.isEmpty()) {
      return 0;
    }
    if (next == pieces.size()
        || (next > 0
            && region.start() - pieces.get(next - 1).end()
                <= pieces.get(next).start() - region.end())) {
      return labels[next - 1];
    }
    return labels[next];
  }

  private void add(int start, int end, int label) {
    long startMs = Timeline.milliseconds(start);
    long endMs = Timeline.milliseconds(end);
    String speaker = names.apply(label);
    if (endMs > startMs) {
      turns.add(new Speakers.Turn(startMs, endMs, speaker));
    }
  }
}
