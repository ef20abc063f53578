package dev.audioinsight.contract;

import java.util.List;

/**
 * When somebody speaks. Immutable.
 *
 * @param durationMs the sum of all segments
 * @param ratio {@code durationMs} as a share of the recording, 0 to 1
 * @param segments in order of time, not overlapping
 */
public record Speech(long durationMs, double ratio, List<Segment> segments) {
  public Speech {
    Checks.requireNotNegative(durationMs, "durationMs");
    Checks.requireShare(ratio, "ratio");
    segments = List.copyOf(segments);
  }

  /**
   * One stretch of speech. Immutable.
   *
   * @param startMs from the start of the recording
   * @param endMs after {@code startMs}, at most the duration of the recording
   * @param probability the mean speech probability inside, 0 to 1
   */
  public record Segment(long startMs, long endMs, double probability) {
    public Segment {
      Checks.requireSpan(startMs, endMs);
      Checks.requireShare(probability, "probability");
    }
  }
}
