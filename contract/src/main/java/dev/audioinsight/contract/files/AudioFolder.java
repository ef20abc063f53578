package dev.audioinsight.contract.files;

import java.io.IOException;
import java.io.UncheckedIOException;
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

  /** The files that somebody wants. */
  public static List<Path> files(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
