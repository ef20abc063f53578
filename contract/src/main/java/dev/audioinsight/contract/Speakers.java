package dev.audioinsight.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many people speak, and when.
 *
 * @param count the most probable number; 0 where nobody speaks
 * @param confidence the probability of {@code count}, 0 to 1
 * @param distribution probability by number of speakers; sums to 1
 * @param segments who speaks when, in order of time
 * @param talkShare each speaker's share of all speech, 0 to 1; sums to 1 where anybody speaks
 */
public record Speakers(
    int count,
    double confidence,
    Map<String, Double> distribution,
    List<Turn> segments,
    Map<String, Double> talkShare) {

  public Speakers {
    distribution = ordered(distribution);
    segments = List.copyOf(segments);
    talkShare = ordered(talkShare);
  }

  private static Map<String, Double> ordered(Map<String, Double> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * One stretch in which one person speaks.
   *
   * @param speaker {@code S1}, {@code S2}, … in order of first appearance
   */
  public record Turn(long startMs, long endMs, String speaker) {
    public Turn {
      if (startMs < 0 || endMs <= startMs) {
        throw new IllegalArgumentException("not a turn: " + startMs + " to " + endMs + " ms");
      }
    }
  }
}
