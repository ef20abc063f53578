package dev.audioinsight.worker.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
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
  public SeekableByteChannel open() {
    return new ReadingChannel(length) {
      @Override
      int read(ByteBuffer target, long from) throws IOException {
        return channel.read(target, from);
      }
    };
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
}
