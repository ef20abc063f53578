package dev.audioinsight.contract.progress;

import static dev.audioinsight.contract.progress.CommitMetadata.require;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How {@link CommitMetadata} writes the incomplete offsets: as a list of gaps, or as a bit set over
 * the span where that is shorter. Thread-safe.
 */
final class IncompleteOffsets {
  private static final int LONGEST_NUMBER = 10;

  private IncompleteOffsets() {}

  /** The offsets as a list of gaps; null where that would be longer than the bit set. */
  static ByteBuffer gaps(Progress progress) {
    int limit = bitSetLength(progress);
    ByteBuffer out = ByteBuffer.allocate(limit + LONGEST_NUMBER);
    long previous = progress.base() - 1;
    for (long offset : progress.incomplete().keySet()) {
      VarLong.put(out, offset - previous - 1);
      if (out.position() > limit) {
        return null;
      }
      previous = offset;
    }
    return out.flip();
  }

  /** The offsets as bits, the lowest bit of the first byte for the base. */
  static ByteBuffer bitSet(Progress progress) {
    BitSet bits = new BitSet();
    progress.incomplete().keySet().forEach(o -> bits.set((int) (o - progress.base())));
    return ByteBuffer.allocate(bitSetLength(progress)).put(bits.toByteArray()).rewind();
  }

  private static int bitSetLength(Progress progress) {
    return (int) ((progress.top() - progress.base() + 7) / 8);
  }

  static NavigableMap<Long, Integer> readBitSet(ByteBuffer in, long base, long span)
      throws UnreadableMetadataException {
    byte[] bytes = new byte[(int) ((span + 7) / 8)];
    in.get(bytes);
    BitSet bits = BitSet.valueOf(bytes);
    require(bits.length() <= span, "an offset lies above its top");
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    bits.stream().forEach(bit -> incomplete.put(base + bit, 0));
    return incomplete;
  }

  static NavigableMap<Long, Integer> readGaps(ByteBuffer in, long base, long span)
      throws UnreadableMetadataException {
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    long offset = base - 1;
    while (in.hasRemaining()) {
      long gap = VarLong.get(in);
      require(gap >= 0 && gap < span, "a gap of " + gap);
      offset += gap + 1;
      require(offset < base + span, "an offset lies above its top");
      incomplete.put(offset, 0);
    }
    return incomplete;
  }
}
