package dev.audioinsight.stack.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Commands of this machine, run in the repository's root. Immutable. */
final class Shell {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Longer than any honest command, the build of an image on a busy machine included. */
  private static final long LIMIT_SECONDS = 300;

  private final List<String> prefix;
  private final Map<String, String> environment;

  /**
   * @param prefix what each command begins with
   * @param environment on top of this process's own
   */
  Shell(List<String> prefix, Map<String, String> environment) {
    this.prefix = List.copyOf(prefix);
    this.environment = new HashMap<>(environment);
    this.environment.put("PWD", ROOT.toString());
  }

  static Shell docker() {
    return new Shell(List.of("docker"), Map.of());
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed, errors included
   * @throws AssertionError if it fails
   */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(prefix.stream(), Arrays.stream(arguments)).toList();
    Path output = Files.createTempFile("command-", ".log");
    try {
      Process process = start(command, output);
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      String printed = Files.readString(output);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            command
                + (ended ? " ended with " + process.exitValue() : " did not end")
                + ":\n"
                + printed);
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }

  /** Whether this command can be run and succeeds. */
  boolean can(String... arguments) throws InterruptedException {
    try {
      run(arguments);
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  private Process start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
