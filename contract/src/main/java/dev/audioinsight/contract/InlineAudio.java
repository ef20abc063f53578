package dev.audioinsight.contract;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Decodes the audio that a job carries from the record's bytes into one array, without a text
 * between them. Thread-safe.
 */
final class InlineAudio {
  private InlineAudio() {}

  /**
   * Reads {@code audio.data} of a job that {@link JobTree} could read and that has it.
   *
   * @throws IllegalArgumentException if it is not Base64, or too long
   */
  static AudioSource.Inline read(byte[] value, Optional<AudioEncoding> encoding) {
    Sink sink = null;
    try (JsonParser parser = Json.MAPPER.createParser(value)) {
      parser.nextToken();
      enter(parser, "audio");
      enter(parser, "data");
      sink = new Sink(value.length - Math.max(0, parser.currentTokenLocation().getByteOffset()));
      parser.readBinaryValue(sink);
      return AudioSource.Inline.of(sink.bytes, sink.count, encoding);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          sink != null && sink.isFull
              ? "audio.data must have at most " + Json.MAX_STRING_LENGTH + " characters"
              : "audio.data is not Base64",
          e);
    }
  }

  private static void enter(JsonParser parser, String field) throws IOException {
    while (!field.equals(parser.nextFieldName())) {
      parser.nextToken();
      parser.skipChildren();
    }
    parser.nextToken();
  }

  /** An array that takes what so much Base64 can hold, within the limit. */
  private static final class Sink extends OutputStream {
    private final byte[] bytes;
    private int count;
    private boolean isFull;

    Sink(long base64Length) {
      long length = Math.min(base64Length, Json.MAX_STRING_LENGTH);
      bytes = new byte[(int) (length / 4 * 3)];
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      if (length > bytes.length - count) {
        isFull = true;
        throw new IOException("full");
      }
      System.arraycopy(source, offset, bytes, count, length);
      count += length;
    }
  }
}
