package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.AudioBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Finds the bytes of a job's audio: in the job, or in a file below an allowed root. Thread-safe.
 *
 * <p>A path is judged by where it leads, links resolved; what lies outside the roots is refused
 * whether it exists or not, so that a job cannot find out. No message holds the user info or the
 * query of a URI: both may be secrets.
 */
public final class AudioFetcher {
  private final List<Path> roots;

  /**
   * @param roots folders below which {@code file:} may read; none closes it
   */
  public AudioFetcher(List<Path> roots) {
    this.roots = roots.stream().map(AudioFetcher::real).toList();
  }

  /**
   * The bytes of the audio; nothing is read yet.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI} or {@code NOT_FOUND}
   */
  public AudioBytes fetch(AudioSource source) throws JobFailedException {
    if (source instanceof AudioSource.Inline inline) {
      return new InlineBytes(inline.bytes());
    }
    URI uri = ((AudioSource.Remote) source).uri();
    if (!"file".equals(uri.getScheme().toLowerCase(Locale.ROOT))) {
      throw forbidden("audio at " + uri.getScheme() + ": is not fetched; file: is");
    }
    return new FileBytes(file(uri));
  }

  private Path file(URI uri) throws JobFailedException {
    if (uri.getPath() == null
        || uri.getRawAuthority() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw forbidden("a file: URI has an absolute path and nothing else");
    }
    try {
      Path path = Path.of(uri.getPath()).normalize();
      Path there = nearestExisting(path);
      Path real = there.toRealPath();
      requireAllowed(real);
      // A file that is not there: the folder above it has told that the job may know.
      if (!there.equals(path)) {
        throw new JobFailedException(ErrorCode.NOT_FOUND, "there is no such file");
      }
      if (!Files.isRegularFile(real)) {
        throw forbidden("it is not a regular file");
      }
      return real;
    } catch (IOException | InvalidPathException e) {
      throw forbidden("the file does not lie below an allowed root");
    }
  }

  /** The path itself or the nearest folder above it; a link counts wherever it leads. */
  private static Path nearestExisting(Path path) {
    Path there = path;
    while (there.getParent() != null && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      there = there.getParent();
    }
    return there;
  }

  private void requireAllowed(Path real) throws JobFailedException {
    if (roots.stream().noneMatch(real::startsWith)) {
      throw forbidden(
          roots.isEmpty()
              ? "file: is closed; a worker opens it with --allow-root"
              : "the file does not lie below an allowed root");
    }
  }

  private static JobFailedException forbidden(String message) {
    return new JobFailedException(ErrorCode.FORBIDDEN_URI, message);
  }

  private static Path real(Path root) {
    try {
      return root.toRealPath();
    } catch (IOException e) {
      throw new IllegalArgumentException("the allowed root " + root + " cannot be read", e);
    }
  }

  private record InlineBytes(ByteBuffer bytes) implements AudioBytes {
    @Override
    public long length() {
      return bytes.limit();
    }

    @Override
    public SeekableByteChannel open() {
      return new ByteBufferChannel(bytes);
    }
  }

  private record FileBytes(Path file) implements AudioBytes {
    @Override
    public long length() {
      try {
        return Files.size(file);
      } catch (IOException e) {
        return 0;
      }
    }

    @Override
    public SeekableByteChannel open() throws IOException {
      return Files.newByteChannel(file);
    }
  }
}
