package dev.audioinsight.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs of this machine in a folder, one after the other. Confined to one thread. */
public final class Programs {
  /** Of programs that only tell something. */
  private static final Duration SHORT = Duration.ofMinutes(1);

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();

  public Programs(Path folder) {
    this.folder = folder;
  }

  /**
   * What a program left. Immutable.
   *
   * @param exitCode 127 for a program that is not there
   * @param out its standard output
   * @param err its standard error
   */
  public record Run(int exitCode, String out, String err) {}

  /** Sets a variable for all that is run from now on. */
  public Programs with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Whether a program is there and ends well. */
  public boolean runs(String... command) {
    return run(SHORT, List.of(command)).exitCode() == 0;
  }

  /** Where npm keeps the packages that were installed for all; empty where there is no npm. */
  public Optional<String> globalNodePackages() {
    Run npm = run(SHORT, List.of("npm", "root", "-g"));
    return npm.exitCode() == 0 ? Optional.of(npm.out().strip()) : Optional.empty();
  }

  /** Runs a program without input to its end, for so long at the most. */
  public Run run(Duration limit, List<String> command) {
    return run(limit, command, "");
  }

  /** As the other, with this for standard input. */
  public Run run(Duration limit, List<String> command, String input) {
    try {
      return runOnFiles(limit, command, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(command + " was interrupted", e);
    }
  }

  private Run runOnFiles(Duration limit, List<String> command, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    try {
      int exitCode = exitCode(builder.start(), limit, command);
      return new Run(exitCode, Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      return new Run(127, "", String.valueOf(e.getMessage()));
    }
  }

  private static int exitCode(Process process, Duration limit, List<String> command)
      throws InterruptedException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(command + " did not end within " + limit);
      }
      return process.exitValue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
