package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;
import org.jflac.util.ByteData;

/** Reads a native FLAC stream. Confined to one thread. */
final class FlacReader implements PcmReader {
  private final FLACDecoder decoder;
  private final PcmFormat format;
  private ByteData block;

  private FlacReader(FLACDecoder decoder, PcmFormat format) {
    this.decoder = decoder;
    this.format = format;
  }

  /**
   * Reads the metadata, up to the first frame.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static FlacReader open(InputStream in) throws JobFailedException {
    FLACDecoder decoder = new FLACDecoder(in);
    try {
      StreamInfo info = decoder.readStreamInfo();
      decoder.readMetadata(info);
      return new FlacReader(
          decoder,
          PcmFormat.checked(
              encoding(info.getBitsPerSample()), info.getChannels(), info.getSampleRate(), "FLAC"));
    } catch (IOException | RuntimeException e) {
      throw corrupt();
    }
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

  private static JobFailedException corrupt() {
    return new JobFailedException(ErrorCode.CORRUPT_AUDIO, "not a valid FLAC file");
  }
}
