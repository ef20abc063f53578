package dev.audioinsight.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM, of the same class path unless it is the start script's, which is spoken to by lines and
 * can be killed. Its errors go where this process's go. Confined to one thread.
 */
public final class ChildJvm implements AutoCloseable {
  /** Heap and compilers as the start script has them for a worker of two threads. */
  public static final List<String> WORKER_OPTIONS =
      List.of(
          "-Xms256m",
          "-Xmx1024m",
          "-XX:MaxNewSize=96m",
          "-XX:GCTimeRatio=4",
          "-XX:Tier4InvocationThreshold=30000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=60000");

  private static final String END = "\0end of output";

  private final String name;
  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private Thread end;

  private ChildJvm(String name, Process process) {
    this.name = name;
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param name for messages
   * @param jvmOptions such as {@code -Xmx512m}
   */
  public static ChildJvm start(
      String name, List<String> jvmOptions, Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-Dlogback.configurationFile=logback-bench.xml");
    command.add("-Daudioinsight.home=" + Home.folder());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return start(name, command, Map.of("MALLOC_ARENA_MAX", "2"));
  }

  /** Starts a command of the project's start script, which becomes the JVM. */
  public static ChildJvm startScript(String name, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Home.folder().resolve("audio-insight").toString());
    command.addAll(arguments);
    return start(
        name,
        command,
        Map.of("JAVA_HOME", System.getProperty("java.home"), "AUDIO_INSIGHT_LOG_LEVEL", "ERROR"));
  }

  private static ChildJvm start(
      String name, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      return new ChildJvm(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The process has ended, and its output with it.
    } finally {
      lines.add(END);
    }
  }

  /**
   * Waits for a line that begins so; those before it are dropped.
   *
   * @return the rest of that line
   */
  public String await(String prefix, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (; ; ) {
      String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new IllegalStateException(
            name + (line == null ? " did not say " : " ended before it said ") + prefix);
      }
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length()).strip();
      }
    }
  }

  /** Says a line to it. */
  public void say(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not listen", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Has all its threads stand still (SIGSTOP) until {@link #goOn}. */
  public void standStill() throws InterruptedException {
    if (end == null) {
      // It would not hear the interrupt that ends this process.
      end = new Thread(process::destroyForcibly, name + "-end");
      Runtime.getRuntime().addShutdownHook(end);
    }
    signal("-STOP");
  }

  public void goOn() throws InterruptedException {
    signal("-CONT");
  }

  private void signal(String signal) throws InterruptedException {
    try {
      new ProcessBuilder("kill", signal, Long.toString(pid())).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}; returns when it has ended. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** SIGTERM, so that it can tidy up; {@code kill -9} where that takes more than some seconds. */
  public void endInOrder() {
    // Through the handle: Process.destroy would close the pipes first.
    process.toHandle().destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
