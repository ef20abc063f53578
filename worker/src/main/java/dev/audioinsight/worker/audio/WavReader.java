package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the header of a WAV stream (RIFF, RF64, {@code WAVE_FORMAT_EXTENSIBLE}), from its front to
 * its first sample. Thread-safe.
 */
final class WavReader {
  static final int HEAD_BYTES = 12;

  private static final int MAX_FORMAT_BYTES = 4_096;
  private static final int SKIP_BYTES = 8_192;

  /**
   * A data chunk of this length goes on to the end of the stream (a recorder that never came back).
   */
  private static final long UNKNOWN = 0xFFFF_FFFFL;

  /** From here on a length is what writers to pipes put for one that they do not know (SoX). */
  private static final long PLACEHOLDER = 0x7FFF_F000L;

  private WavReader() {}

  /**
   * Reads the header.
   *
   * @return reads the samples behind it; a header's word on their length is a claim
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}
   */
  static PcmReader open(InputStream in) throws IOException, JobFailedException {
    byte[] head = in.readNBytes(HEAD_BYTES);
    if (!isWav(head)) {
      throw corrupt("it has no RIFF head");
    }
    boolean rf64 = head[3] == '4';
    PcmFormat format = null;
    long rf64Length = UNKNOWN;
    try {
      for (; ; ) {
        String id = new String(bytes(in, 4), StandardCharsets.ISO_8859_1);
        long length = littleEndian(bytes(in, 4)).getInt() & 0xFFFF_FFFFL;
        switch (id) {
          case "fmt " -> format = PcmFormat.ofWav(formatBytes(in, length));
          case "ds64" -> rf64Length = ds64(in, length);
          case "data" -> {
            if (format == null) {
              throw corrupt("its data come before its format");
            }
            long dataLength = dataLength(length, rf64, rf64Length);
            return PcmReader.ofWav(in, format, dataLength, rf64 || dataLength < PLACEHOLDER);
          }
          default -> skip(in, length + (length & 1));
        }
      }
    } catch (EOFException e) {
      throw corrupt("it ends before its first sample");
    }
  }

  /** Whether a file that begins so is for this reader. */
  static boolean isWav(byte[] head) {
    if (head.length < HEAD_BYTES) {
      return false;
    }
    String riff = new String(head, 0, 4, StandardCharsets.ISO_8859_1);
    String wave = new String(head, 8, 4, StandardCharsets.ISO_8859_1);
    return (riff.equals("RIFF") || riff.equals("RF64")) && wave.equals("WAVE");
  }

  private static byte[] formatBytes(InputStream in, long length)
      throws IOException, JobFailedException {
    if (length < PcmFormat.MIN_LENGTH || length > MAX_FORMAT_BYTES) {
      throw corrupt("its format chunk has " + length + " bytes");
    }
    byte[] chunk = bytes(in, (int) length);
    skip(in, length & 1);
    return chunk;
  }

  /** The 64-bit length of the data (EBU Tech 3306). */
  private static long ds64(InputStream in, long length) throws IOException, JobFailedException {
    if (length < 16) {
      throw corrupt("its ds64 chunk has " + length + " bytes");
    }
    long dataLength = littleEndian(bytes(in, 16)).getLong(8);
    skip(in, length - 16 + (length & 1));
    return dataLength < 0 ? Long.MAX_VALUE : dataLength;
  }

  private static long dataLength(long length, boolean rf64, long rf64Length) {
    if (length == UNKNOWN) {
      return rf64 && rf64Length != UNKNOWN ? rf64Length : Long.MAX_VALUE;
    }
    // A stream's header is often written before anything is known, and never again.
    return length == 0 ? Long.MAX_VALUE : length;
  }

  private static byte[] bytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Reads on without looking; {@link InputStream#skip} would pass the checksum and the end by. */
  private static void skip(InputStream in, long count) throws IOException {
    byte[] rest = new byte[(int) Math.min(count, SKIP_BYTES)];
    for (long left = count; left > 0; ) {
      int read = in.read(rest, 0, (int) Math.min(left, rest.length));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JobFailedException corrupt(String what) {
    return new JobFailedException(ErrorCode.CORRUPT_AUDIO, "not a valid WAV file: " + what);
  }
}
