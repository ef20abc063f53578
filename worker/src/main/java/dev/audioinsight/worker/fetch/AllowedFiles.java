package dev.audioinsight.worker.fetch;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that {@code file:} URIs may name: those below the allowed roots.
 *
 * <p>A path is judged by where it leads, links resolved; what lies outside the roots is refused
 * whether it exists or not, so that a job cannot find out. Thread-safe.
 */
final class AllowedFiles {
  private final List<Path> roots;

  AllowedFiles(List<Path> roots) {
    this.roots = roots.stream().map(AllowedFiles::real).toList();
  }

  /**
   * The file that a URI names; nothing is read yet.
   *
   * @throws JobFailedException with {@code FORBIDDEN_URI} or {@code NOT_FOUND}
   */
  FetchedAudio find(URI uri) throws JobFailedException {
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
      Path root = rootOf(real);
      // A file that is not there: the folder above it has told that the job may know.
      if (!there.equals(path)) {
        throw new JobFailedException(ErrorCode.NOT_FOUND, "there is no such file");
      }
      if (!Files.isRegularFile(real)) {
        throw forbidden("it is not a regular file");
      }
      return new FileBytes(root, real);
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

  private Path rootOf(Path real) throws JobFailedException {
    return roots.stream()
        .filter(real::startsWith)
        .findFirst()
        .orElseThrow(
            () ->
                forbidden(
                    roots.isEmpty()
                        ? "file: is closed; a worker opens it with --allow-root"
                        : "the file does not lie below an allowed root"));
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

  /**
   * A file that was found below a root.
   *
   * @param file no part of it was a link when it was found
   */
  private record FileBytes(Path root, Path file) implements FetchedAudio {
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
      return LinkFreeOpening.open(root, root.relativize(file));
    }

    @Override
    public void close() {
      // Who opens it closes the stream.
    }
  }
}
