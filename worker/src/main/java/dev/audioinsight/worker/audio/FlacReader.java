package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;
import org.jflac.util.ByteData;

/** Reads a native FLAC stream. Confined to one thread. */
final class FlacReader implements PcmReader {
  private static final int MAGIC_LENGTH = 4;
  private static final int BLOCK_HEADER = 4;
  private static final int STREAM_INFO = 34;
  private static final int LAST_BLOCK = 0x80;

  private final FLACDecoder decoder;
  private final PcmFormat format;
  private ByteData block;

  private FlacReader(FLACDecoder decoder, PcmFormat format) {
    this.decoder = decoder;
    this.format = format;
  }

  /**
   * Reads the metadata, up to the first frame. The library is shown the stream info alone: of other
   * blocks, such as pictures, it would allocate what they claim to hold.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static FlacReader open(InputStream in) throws JobFailedException {
    try {
      byte[] head = streamInfo(in);
      FLACDecoder decoder =
          new FLACDecoder(
              new SequenceInputStream(new ByteArrayInputStream(head), new Uncloseable(in)));
      StreamInfo info = decoder.readStreamInfo();
      return new FlacReader(
          decoder,
          PcmFormat.checked(
              encoding(info.getBitsPerSample()), info.getChannels(), info.getSampleRate(), "FLAC"));
    } catch (IOException | RuntimeException e) {
      throw corrupt();
    }
  }

  /** Magic and stream info as the only metadata block; every other block is passed over. */
  private static byte[] streamInfo(InputStream in) throws IOException, JobFailedException {
    byte[] head = Arrays.copyOf(bytes(in, MAGIC_LENGTH), MAGIC_LENGTH + BLOCK_HEADER + STREAM_INFO);
    boolean last = false;
    boolean found = false;
    while (!last) {
      byte[] block = bytes(in, BLOCK_HEADER);
      last = (block[0] & LAST_BLOCK) != 0;
      int type = block[0] & ~LAST_BLOCK;
      int length = (block[1] & 0xFF) << 16 | (block[2] & 0xFF) << 8 | (block[3] & 0xFF);
      if (type == 0 && length == STREAM_INFO && !found) {
        found = true;
        head[MAGIC_LENGTH] = (byte) LAST_BLOCK;
        head[MAGIC_LENGTH + 3] = STREAM_INFO;
        System.arraycopy(bytes(in, STREAM_INFO), 0, head, MAGIC_LENGTH + BLOCK_HEADER, STREAM_INFO);
      } else {
        pass(in, length);
      }
    }
    if (!found) {
      throw corrupt();
    }
    return head;
  }

  /** Reads and forgets, in small steps: the checksum of the file needs every byte. */
  private static void pass(InputStream in, int length) throws IOException {
    int left = length;
    while (left > 0) {
      left -= bytes(in, Math.min(left, 8_192)).length;
    }
  }

  private static byte[] bytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static PcmFormat.Encoding encoding(int bits) throws JobFailedException {
    return switch (bits) {
      case 8 -> PcmFormat.Encoding.PCM_8;
      case 16 -> PcmFormat.Encoding.PCM_16;
      case 24 -> PcmFormat.Encoding.PCM_24;
      default ->
          throw new JobFailedException(
              ErrorCode.UNSUPPORTED_FORMAT, "FLAC with " + bits + " bits is not decoded");
    };
  }

  @Override
  public String container() {
    return "flac";
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  /** A stream that breaks off or goes wrong ends there: what came before is the recording. */
  @Override
  public ByteBuffer next() throws JobFailedException {
    boolean begun = block != null;
    try {
      Frame frame = decoder.readNextFrame();
      if (frame != null) {
        block = decoder.decodeFrame(frame, block);
        return ByteBuffer.wrap(block.getData(), 0, block.getLen()).order(ByteOrder.LITTLE_ENDIAN);
      }
    } catch (IOException | RuntimeException e) {
      // The decoder is an old one and meets broken bits with any exception.
      if (!begun) {
        throw corrupt();
      }
    }
    return ByteBuffer.allocate(0);
  }

  /** A sequence closes its parts when they end; the stream belongs to the caller. */
  private static final class Uncloseable extends FilterInputStream {
    Uncloseable(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The caller closes.
    }
  }

  private static JobFailedException corrupt() {
    return new JobFailedException(ErrorCode.CORRUPT_AUDIO, "not a valid FLAC file");
  }
}
