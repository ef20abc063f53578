package dev.audioinsight.contract;

import java.net.URI;
import java.nio.ByteBuffer;

/** Where the audio of a job is: at a URI, or inside the job. Immutable. */
public sealed interface AudioSource {

  /**
   * Audio that the worker fetches.
   *
   * @param uri an absolute URI of at most {@link #MAX_URI_LENGTH} characters: {@code file:}, {@code
   *     http:}, {@code https:} or {@code s3:}
   */
  record Remote(URI uri) implements AudioSource {
    /** The longest URI; presigned ones of object stores have about 2,000 characters. */
    public static final int MAX_URI_LENGTH = 8_192;

    public Remote {
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

  /** Audio that the job carries: the bytes of a whole audio file. Immutable. */
  final class Inline implements AudioSource {
    private final ByteBuffer bytes;

    private Inline(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    /** Takes the array as it is; the caller must not change it afterwards. */
    public static Inline of(byte[] bytes) {
      return new Inline(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }

    /** Takes the first bytes of an array as it is; the caller must not change it afterwards. */
    static Inline of(byte[] bytes, int length) {
      return new Inline(ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer());
    }

    /** A read-only view with its own position, from the first byte to the last. */
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Inline inline && bytes.equals(inline.bytes);
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
