package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of a file while its job decodes them, at any place.
 *
 * <p>No read begins once the job is cancelled, however much a header claims is still to come; a
 * source whose single read may block has to end that read by itself. Every byte enters the checksum
 * once and in order, most of them as the decoder reads them. Confined to one thread.
 */
final class JobBytes implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final SeekableByteChannel channel;
  private final Cancellation cancellation;
  private final MessageDigest sha256 = sha256Digest();
  private long hashed;

  JobBytes(SeekableByteChannel channel, Cancellation cancellation) {
    this.channel = channel;
    this.cancellation = cancellation;
  }

  /** Goes back to the first byte, and begins the checksum anew. */
  void rewind() throws IOException {
    channel.position(0);
    sha256.reset();
    hashed = 0;
  }

  long size() throws IOException {
    return channel.size();
  }

  long position() throws IOException {
    return channel.position();
  }

  void seek(long position) throws IOException {
    channel.position(position);
  }

  /**
   * Reads on, as a channel does.
   *
   * @return how many bytes came; negative at the end
   */
  int read(ByteBuffer target) throws IOException {
    if (cancellation.isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
    long from = channel.position();
    int start = target.position();
    int count = channel.read(target);
    if (count > 0 && from <= hashed && from + count > hashed) {
      ByteBuffer fresh = target.duplicate().position(start + (int) (hashed - from));
      sha256.update(fresh.limit(start + count));
      hashed = from + count;
    }
    return count;
  }

  /**
   * The bytes from here on, where they stay.
   *
   * @return fewer than asked for at the end
   */
  byte[] peek(int most) throws IOException {
    long from = position();
    byte[] bytes = stream().readNBytes(most);
    seek(from);
    return bytes;
  }

  /** The bytes from here on, as a stream; closing it does nothing. */
  InputStream stream() {
    return new Stream();
  }

  /** The checksum of the whole file, in hexadecimal digits; reads what was not read yet. */
  String sha256() throws IOException, JobFailedException {
    ByteBuffer rest = ByteBuffer.allocate(BUFFER_BYTES);
    seek(hashed);
    while (read(rest.clear()) >= 0) {
      cancellation.throwIfCancelled();
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private final class Stream extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return JobBytes.this.read(ByteBuffer.wrap(target, offset, length));
    }
  }
}
