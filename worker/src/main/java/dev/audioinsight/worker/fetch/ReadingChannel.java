package dev.audioinsight.worker.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * Reads audio that is here at a position of its own; closing it leaves the audio as it is. Confined
 * to one thread.
 */
abstract class ReadingChannel implements SeekableByteChannel {
  private final long size;
  private long position;
  private boolean open = true;

  ReadingChannel(long size) {
    this.size = size;
  }

  /** Reads some bytes from a position before the end on. */
  abstract int read(ByteBuffer target, long from) throws IOException;

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (position >= size) {
      return -1;
    }
    int count = read(target, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long next) {
    if (next < 0) {
      throw new IllegalArgumentException("a position is not negative: " + next);
    }
    position = next;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long length) {
    throw new NonWritableChannelException();
  }
}
