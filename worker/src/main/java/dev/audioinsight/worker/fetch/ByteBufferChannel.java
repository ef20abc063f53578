package dev.audioinsight.worker.fetch;

import java.nio.ByteBuffer;

/** Reads a buffer as if it were a file. Confined to one thread. */
final class ByteBufferChannel extends ReadingChannel {
  private final ByteBuffer buffer;

  /**
   * @param buffer read from its first byte to its limit; never changed
   */
  ByteBufferChannel(ByteBuffer buffer) {
    super(buffer.limit());
    this.buffer = buffer.asReadOnlyBuffer();
  }

  @Override
  int read(ByteBuffer target, long from) {
    int count = Math.min(target.remaining(), buffer.limit() - (int) from);
    target.put(buffer.slice((int) from, count));
    return count;
  }
}
