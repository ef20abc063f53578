package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a stop that crashes ONNX Runtime, waits in vain, or leaves the broker's data behind. */
class StopSignalIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path RECORDING = Path.of("..", "samples", "three-voices-room-20db.wav");

  @TempDir Path folder;
  private Process process;

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void shouldEndTheBrokerAndRemoveItsData() throws Exception {
    start("broker", "--port", "0");

    assertThat(exitCodeAfterStop()).isZero();
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  void shouldEndTheDemoInTheMidstOfItsJobs() throws Exception {
    start("demo", manyRecordings().toString());
    await().atMost(LIMIT).until(() -> threads().contains("infer-0"));

    assertThat(exitCodeAfterStop()).as(text("err")).isEqualTo(130);
    assertThat(text("out")).doesNotContain("INTERNAL");
    assertThat(leftBehind()).isEmpty();
  }

  /** More than the demo gets through before a signal comes, however late that is. */
  private Path manyRecordings() throws IOException {
    Path recordings = Files.createDirectory(folder.resolve("recordings"));
    for (int i = 0; i < 300; i++) {
      Files.createLink(recordings.resolve(i + ".wav"), RECORDING);
    }
    return recordings;
  }

  private void start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                "-Daudioinsight.home=..",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    await().atMost(LIMIT).until(() -> text("out").contains("Kafka listens on"));
  }

  private int exitCodeAfterStop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** The names of the process's threads. */
  private List<String> threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", process.pid() + "", "task"))) {
      return tasks.map(StopSignalIT::threadName).toList();
    }
  }

  private static String threadName(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private List<String> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("audio-insight"))
          .toList();
    }
  }

  private String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
