package dev.audioinsight.worker.crosstalk;

import java.util.BitSet;
import java.util.List;

/**
 * What the channels of a recording hear of each other. Immutable, provided that nobody writes into
 * the sets.
 */
public final class Leaks {
  private final List<BitSet> leaked;
  private final List<BitSet> near;

  Leaks(List<BitSet> leaked, List<BitSet> near) {
    this.leaked = List.copyOf(leaked);
    this.near = List.copyOf(near);
  }

  /** The frames in which a channel's speech came over from another one. */
  public BitSet of(int channel) {
    return leaked.get(channel);
  }

  /**
   * Those among them in which it is hardly weaker than where it came from, as with two microphones
   * in one room.
   */
  public BitSet near(int channel) {
    return near.get(channel);
  }
}
