package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads samples that follow each other without anything between them.
 *
 * <p>A length is a claim: the samples end where the stream ends or where it says, whichever comes
 * first, and memory is taken in blocks of what has really come. Confined to one thread.
 */
final class PcmReader implements AudioReader {
  private static final int BLOCK_FRAMES = 8_192;

  private final InputStream in;
  private final String container;
  private final PcmFormat format;
  private final ByteOrder order;
  private final byte[] bytes;
  private final Block block = new Block();
  private final boolean lengthKnown;
  private long remaining;
  private boolean truncated;

  private PcmReader(
      InputStream in,
      String container,
      PcmFormat format,
      ByteOrder order,
      long length,
      boolean lengthKnown) {
    this.in = in;
    this.container = container;
    this.format = format;
    this.order = order;
    this.remaining = length;
    this.lengthKnown = lengthKnown;
    this.bytes = new byte[BLOCK_FRAMES * format.frameBytes()];
  }

  /**
   * The data of a WAV file.
   *
   * @param lengthKnown whether a stream that ends before the length was cut short
   */
  static PcmReader ofWav(InputStream data, PcmFormat format, long length, boolean lengthKnown) {
    return new PcmReader(data, "wav", format, ByteOrder.LITTLE_ENDIAN, length, lengthKnown);
  }

  /** Samples without a header, up to the end of the stream. */
  static PcmReader headerless(InputStream in, AudioEncoding encoding) {
    return new PcmReader(
        in,
        encoding.codec().wireName(),
        PcmFormat.of(encoding),
        encoding.littleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
        Long.MAX_VALUE,
        false);
  }

  @Override
  public AudioFormat format() {
    return new AudioFormat(
        container, format.channels(), format.sampleRateHz(), format.encoding().fullScale());
  }

  @Override
  public Block next() throws IOException {
    int wanted = (int) Math.min(bytes.length, remaining);
    int read = in.readNBytes(bytes, 0, wanted);
    remaining -= read;
    int frames = read / format.frameBytes();
    truncated |= read % format.frameBytes() != 0 || (lengthKnown && read < wanted);
    ByteBuffer encoded = ByteBuffer.wrap(bytes).order(order);
    block.resize(frames, format.channels());
    float[] values = block.values();
    for (int i = 0; i < frames * format.channels(); i++) {
      values[i] = format.encoding().read(encoded);
    }
    return block;
  }

  @Override
  public boolean isTruncated() {
    return truncated;
  }

  @Override
  public void close() {
    // It holds nothing but the stream, which belongs to its caller.
  }
}
