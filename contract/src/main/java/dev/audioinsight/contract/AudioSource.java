package dev.audioinsight.contract;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Where the audio of a job is: at a URI, or inside the job. */
public sealed interface AudioSource {

  /**
   * Audio that the worker fetches.
   *
   * @param uri an absolute URI: {@code file:}, {@code http:}, {@code https:} or {@code s3:}
   */
  record Remote(URI uri) implements AudioSource {
    public Remote {
      Objects.requireNonNull(uri, "uri");
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

    /** A read-only view with its own position, from the first byte to the last. */
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }
  }
}
