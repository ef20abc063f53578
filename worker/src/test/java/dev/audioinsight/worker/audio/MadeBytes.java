package dev.audioinsight.worker.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file that is made while it is read: its first bytes, and behind them whatever the test likes.
 * Confined to one thread.
 */
class MadeBytes implements AudioBytes {
  private final byte[] head;
  private final long length;
  private final Rest rest;

  /** What lies behind the head, at any place. */
  interface Rest {
    /** Puts at least one byte, or fails. */
    void read(ByteBuffer target) throws IOException;
  }

  /**
   * @param length what the file admits to; there is always more of the rest
   */
  MadeBytes(byte[] head, long length, Rest rest) {
    this.head = head;
    this.length = length;
    this.rest = rest;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public SeekableByteChannel open() {
    return new Channel();
  }

  private final class Channel implements SeekableByteChannel {
    private long position;

    @Override
    public int read(ByteBuffer target) throws IOException {
      int from = target.position();
      if (position < head.length) {
        int count = Math.min(target.remaining(), head.length - (int) position);
        target.put(head, (int) position, count);
      } else {
        rest.read(target);
      }
      position += target.position() - from;
      return target.position() - from;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
      position = newPosition;
      return this;
    }

    @Override
    public long size() {
      return length;
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
      // There is nothing to give back.
    }
  }
}
