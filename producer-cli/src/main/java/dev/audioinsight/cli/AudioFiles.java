package dev.audioinsight.cli;

import dev.audioinsight.contract.files.AudioFolder;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds audio files: a file as it is, folders with all below that have an audio extension, globs.
 * Thread-safe.
 */
public final class AudioFiles {
  private static final Pattern URI = Pattern.compile("(?i)(file|https?|s3):.*", Pattern.DOTALL);

  private AudioFiles() {}

  /** Whether the text is the URI of a recording rather than a name of files here. */
  public static boolean isUri(String text) {
    return URI.matcher(text).matches();
  }

  /**
   * The files that the arguments name, each once, in order.
   *
   * @throws CliException if an argument names nothing
   */
  public static List<Path> find(List<String> arguments) {
    List<Path> files = new ArrayList<>();
    for (String argument : arguments) {
      List<Path> found = find(argument);
      if (found.isEmpty()) {
        throw new CliException(CliException.USAGE, "no audio file at " + argument);
      }
      files.addAll(found);
    }
    return files.stream().distinct().toList();
  }

  private static List<Path> find(String argument) {
    try {
      Path path = Path.of(argument);
      if (Files.isDirectory(path)) {
        return AudioFolder.files(path);
      }
      if (Files.exists(path)) {
        return List.of(path);
      }
    } catch (InvalidPathException e) {
      // Not a path on this system; it may still be a glob.
    }
    return glob(argument);
  }

  private static List<Path> glob(String argument) {
    int wildcard = argument.replaceAll("[*?\\[{].*", "").length();
    int slash = argument.lastIndexOf('/', wildcard);
    Path folder = Path.of(slash < 0 ? "." : argument.substring(0, Math.max(1, slash)));
    if (wildcard == argument.length() || !Files.isDirectory(folder)) {
      return List.of();
    }
    return AudioFolder.files(folder, matcher((slash < 0 ? "./" : "") + argument)::matches);
  }

  /**
   * A folder wildcard stands for no folder, too, as in every shell; Java's own wants one at least.
   */
  private static PathMatcher matcher(String glob) {
    int group = glob.indexOf('{');
    int end = group < 0 ? glob.length() : group;
    String folders = glob.substring(0, end).replace("/**/", "/{**/,}");
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + folders + glob.substring(end));
    } catch (PatternSyntaxException e) {
      throw new CliException(
          CliException.USAGE,
          "not a file, and not a glob: " + glob + " (" + e.getDescription() + ")");
    }
  }
}
