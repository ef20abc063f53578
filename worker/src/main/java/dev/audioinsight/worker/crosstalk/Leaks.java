package dev.audioinsight.worker.crosstalk;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the channels of a recording hear of each other. Immutable, provided that nobody writes into
 * the sets.
 */
public final class Leaks {
  private final List<BitSet> leaked;
  private final int[][] near;

  Leaks(List<BitSet> leaked, int[][] near) {
    this.leaked = List.copyOf(leaked);
    this.near = near;
  }

  /** What channels hear of each other that hear nothing. */
  public static Leaks none(int channels) {
    return new Leaks(
        Stream.generate(BitSet::new).limit(channels).toList(), new int[channels][channels]);
  }

  /** The frames in which a channel's speech came over from another one. */
  public BitSet of(int channel) {
    return leaked.get(channel);
  }

  /**
   * How many frames of either channel's speech came over from the other hardly weaker than they are
   * there, as with two microphones in one room.
   */
  public int near(int channel, int other) {
    return near[channel][other] + near[other][channel];
  }
}
