package dev.audioinsight.worker.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spooled audio in a temporary file. Its name is removed as soon as it is open, where the system
 * can do that, so that not even a killed process leaves it behind; elsewhere when it is closed.
 * Confined to one thread at a time.
 */
final class InFile implements SpooledAudio {
  private static final Logger log = LoggerFactory.getLogger(InFile.class);

  private final FileChannel channel;
  private final ByteBudget.Reservation reservation;
  private long length;

  InFile(Path folder, ByteBudget.Reservation reservation) throws IOException {
    this.reservation = reservation;
    this.channel =
        FileChannel.open(
            folder.resolve("audio-" + UUID.randomUUID() + ".spool"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  @Override
  public void append(byte[] block, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(block, 0, count);
    while (bytes.hasRemaining()) {
      length += channel.write(bytes, length);
    }
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public InputStream open() {
    return new Reader();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("a spooled file could not be closed: {}", e.getMessage());
    } finally {
      reservation.close();
    }
  }

  /** Reads at a position of its own; closing it leaves the file open. Confined to one thread. */
  private final class Reader extends InputStream {
    private long position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = channel.read(ByteBuffer.wrap(target, offset, length), position);
      position += Math.max(0, count);
      return count;
    }
  }
}
