package dev.audioinsight.worker.fetch;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** Reads a buffer as if it were a file. Confined to one thread. */
final class ByteBufferChannel implements SeekableByteChannel {
  private final ByteBuffer buffer;
  private long position;

  /**
   * @param buffer read from its first byte to its limit; never changed
   */
  ByteBufferChannel(ByteBuffer buffer) {
    this.buffer = buffer.asReadOnlyBuffer();
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= buffer.limit()) {
      return -1;
    }
    int count = Math.min(target.remaining(), buffer.limit() - (int) position);
    target.put(buffer.slice((int) position, count));
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("a position must not be negative");
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return buffer.limit();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // A buffer has nothing to give back.
  }
}
