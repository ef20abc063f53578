package dev.audioinsight.stack.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A real terminal of a given width, by tmux, and what stands in it. Confined to one thread. */
final class Tmux implements AutoCloseable {
  private static final String ROWS = "24";

  private final String server = "audio-insight-test-" + UUID.randomUUID();

  /** Whether there is a tmux on this machine. */
  static boolean isHere() {
    try {
      return new ProcessBuilder("tmux", "-V").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Opens the terminal and runs a script in it, whose end leaves the terminal open. */
  Tmux(int columns, Path script) {
    run(
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        ROWS,
        "bash '" + script + "'; read -r");
  }

  /** All lines from the first one on, also those that have scrolled out of sight. */
  List<String> lines() {
    return run("capture-pane", "-p", "-S", "-").lines().map(String::stripTrailing).toList();
  }

  String text() {
    return String.join("\n", lines());
  }

  private String run(String... arguments) {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", server, "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + output);
      }
      return output;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    run("kill-server");
  }
}
