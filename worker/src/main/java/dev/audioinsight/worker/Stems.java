package dev.audioinsight.worker;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** Names of recordings as labels of them are named by custom. Thread-safe. */
final class Stems {
  private Stems() {}

  /** Names of files without folder and extension; the paths where two of those are the same. */
  static List<String> of(List<Path> files) {
    List<String> stems = files.stream().map(Stems::stem).toList();
    return new HashSet<>(stems).size() == stems.size()
        ? stems
        : files.stream().map(Path::toString).toList();
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
