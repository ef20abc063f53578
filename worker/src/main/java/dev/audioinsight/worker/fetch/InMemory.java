package dev.audioinsight.worker.fetch;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
  public InputStream open() {
    return new SequenceInputStream(
        Collections.enumeration(blocks.stream().map(ByteArrayInputStream::new).toList()));
  }

  @Override
  public void close() {
    blocks = List.of();
    reservation.close();
  }
}
