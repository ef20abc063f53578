package dev.audioinsight.worker.fetch;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Spooled audio in memory, which grows with what has come and not with what was claimed. Confined
 * to one thread at a time.
 */
final class InMemory implements SpooledAudio {
  private final ByteBudget.Reservation reservation;
  private List<byte[]> blocks = new ArrayList<>();
  private long length;

  InMemory(ByteBudget.Reservation reservation) {
    this.reservation = reservation;
  }

  @Override
  public void append(byte[] block, int count) {
    blocks.add(Arrays.copyOf(block, count));
    length += count;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public SeekableByteChannel open() {
    List<byte[]> all = blocks;
    return new ReadingChannel(length) {
      @Override
      int read(ByteBuffer target, long from) {
        byte[] block = all.get((int) (from / Spool.BLOCK_BYTES));
        int start = (int) (from % Spool.BLOCK_BYTES);
        int count = Math.min(target.remaining(), block.length - start);
        target.put(block, start, count);
        return count;
      }
    };
  }

  @Override
  public void close() {
    blocks = List.of();
    reservation.close();
  }
}
