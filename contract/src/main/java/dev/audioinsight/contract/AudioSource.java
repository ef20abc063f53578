package dev.audioinsight.contract;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** Where the audio of a job is: at a URI, or inside the job. Immutable. */
public sealed interface AudioSource {

  /** How the samples are written where no header says so; empty for audio with a header. */
  Optional<AudioEncoding> encoding();

  /**
   * Audio that the worker fetches.
   *
   * @param uri an absolute URI of at most {@link #MAX_URI_LENGTH} characters: {@code file:}, {@code
   *     http:}, {@code https:} or {@code s3:}
   */
  record Remote(URI uri, Optional<AudioEncoding> encoding) implements AudioSource {
    /** The longest URI; presigned ones of object stores have about 2,000 characters. */
    public static final int MAX_URI_LENGTH = 8_192;

    /** Audio with a header. */
    public Remote(URI uri) {
      this(uri, Optional.empty());
    }

    public Remote {
      Objects.requireNonNull(encoding, "encoding");
      Checks.require(
          uri.isAbsolute(), "audio.uri must be absolute, with a scheme such as file: or https:");
      Checks.require(
          uri.toString().length() <= MAX_URI_LENGTH,
          "audio.uri must have at most " + MAX_URI_LENGTH + " characters");
    }

    /** Without user info, query and fragment, which may be secrets: signed links have them. */
    @Override
    public String toString() {
      String host = uri.getHost() == null ? "" : "//" + uri.getHost();
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      return "Remote[" + uri.getScheme() + ":" + host + path + "]";
    }
  }

  /** Audio that the job carries: the bytes of a whole recording. Immutable. */
  final class Inline implements AudioSource {
    private final ByteBuffer bytes;
    private final Optional<AudioEncoding> encoding;

    private Inline(ByteBuffer bytes, Optional<AudioEncoding> encoding) {
      this.bytes = bytes.asReadOnlyBuffer();
      this.encoding = Objects.requireNonNull(encoding, "encoding");
    }

    /** Audio with a header. Takes the array as it is; the caller must not change it afterwards. */
    public static Inline of(byte[] bytes) {
      return of(bytes, Optional.empty());
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static Inline of(byte[] bytes, Optional<AudioEncoding> encoding) {
      return of(bytes, bytes.length, encoding);
    }

    /** Takes the first bytes of an array as it is; the caller must not change it afterwards. */
    static Inline of(byte[] bytes, int length, Optional<AudioEncoding> encoding) {
      return new Inline(ByteBuffer.wrap(bytes, 0, length), encoding);
    }

    /** A read-only view with its own position, from the first byte to the last. */
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }

    @Override
    public Optional<AudioEncoding> encoding() {
      return encoding;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inline inline
          && bytes.equals(inline.bytes)
          && encoding.equals(inline.encoding);
    }

    @Override
    public int hashCode() {
      return bytes.hashCode();
    }

    @Override
    public String toString() {
      return "Inline[" + bytes.remaining() + " bytes]";
    }
  }
}
