package dev.audioinsight.contract.progress;

import java.nio.ByteBuffer;

/** Numbers of variable length: seven bits a byte, the lowest first. Thread-safe. */
final class VarLong {
  private VarLong() {}

  static void put(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  static long get(ByteBuffer in) throws UnreadableMetadataException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UnreadableMetadataException("a number is too long");
  }
}
