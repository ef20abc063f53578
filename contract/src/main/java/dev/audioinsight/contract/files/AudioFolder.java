package dev.audioinsight.contract.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of a folder and of all below it, in the order of their names. Thread-safe. */
public final class AudioFolder {
  private AudioFolder() {}

  /** The files that have an extension of audio. */
  public static List<Path> files(Path folder) {
    return files(folder, file -> MediaTypes.of(file).isPresent());
  }

  /**
   * The files that somebody wants. The folder may be a symbolic link; those below are not followed.
   *
   * @throws UncheckedIOException if a folder cannot be read: none is left out silently
   */
  public static List<Path> files(Path folder, Predicate<Path> wanted) {
    try {
      Path real = folder.toRealPath();
      try (Stream<Path> paths = Files.walk(real)) {
        return paths
            .filter(Files::isRegularFile)
            .map(path -> folder.resolve(real.relativize(path)))
            .filter(wanted)
            .sorted()
            .toList();
      }
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    }
  }

  private static UncheckedIOException unreadable(IOException e) {
    boolean denied = e instanceof AccessDeniedException;
    return new UncheckedIOException((denied ? "may not be read: " : "") + e.getMessage(), e);
  }
}
