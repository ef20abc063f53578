package dev.audioinsight.stack.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A worker in a process of its own, which can be terminated and killed. */
public final class WorkerProcess implements AutoCloseable {
  private static final List<String> SMALL_JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final Thread reader = new Thread(this::read, "worker-output");

  WorkerProcess(Process process) {
    this.process = process;
    reader.setDaemon(true);
    reader.start();
  }

  public static WorkerProcess start(
      String bootstrapServers, Topics topics, Map<String, String> properties) {
    return start(TestWorkerMain.class.getName(), bootstrapServers, topics, properties);
  }

  /** Starts a main class that takes what {@link TestWorkerMain} takes. */
  public static WorkerProcess start(
      String mainClass, String bootstrapServers, Topics topics, Map<String, String> properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                bootstrapServers,
                topics.jobs(),
                topics.results(),
                topics.deadLetters(),
                topics.group()));
    properties.forEach((key, value) -> arguments.add(key + "=" + value));
    return start(mainClass, arguments);
  }

  /** Starts any main class of the class path, in a JVM that starts soon and takes little. */
  public static WorkerProcess start(String mainClass, List<String> arguments) {
    return start(SMALL_JVM, Map.of(), mainClass, arguments);
  }

  /**
   * Starts any main class of the class path.
   *
   * @param jvmOptions beside those that each worker has
   * @param environment on top of this process's own
   */
  public static WorkerProcess start(
      List<String> jvmOptions,
      Map<String, String> environment,
      String mainClass,
      List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            mainClass));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      return new WorkerProcess(builder.start());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  public long pid() {
    return process.pid();
  }

  /** SIGTERM; returns at once. */
  public void askToEnd() {
    // Through the handle: Process.destroy would close the pipe and lose the last words.
    process.toHandle().destroy();
  }

  /** SIGTERM; waits for the process to end and returns its exit code. */
  public int terminate() throws InterruptedException {
    askToEnd();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker did not end after SIGTERM:\n" + output());
    }
    return process.exitValue();
  }

  /** The exit code of a process that has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public boolean hasPrinted(String text) {
    return output().contains(text);
  }

  /** What it has printed; once it has ended, to its last word. */
  public String output() {
    if (!process.isAlive()) {
      awaitLastWord();
    }
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  private void awaitLastWord() {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.add(line);
        }
      }
    } catch (IOException e) {
      // The process has ended, and its output with it.
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
