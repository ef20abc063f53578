package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Feared: a worker without memory that lives on, holds its partitions and answers nothing. */
class StartScriptsTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void shouldEndAWorkerThatIsOutOfMemoryWhereverOneIsStarted() throws IOException {
    Set<Path> scripts = startScripts();

    assertThat(scripts)
        .contains(ROOT.resolve("audio-insight"), ROOT.resolve("worker").resolve("Dockerfile"));
    for (Path script : scripts) {
      assertThat(script).content().contains("-XX:+ExitOnOutOfMemoryError");
    }
  }

  /** Scripts and container files that start a jar, and the test code that starts a process. */
  private static Set<Path> startScripts() throws IOException {
    Set<Path> scripts = new TreeSet<>();
    for (Path folder : List.of(ROOT, ROOT.resolve("worker"), ROOT.resolve("local-stack"))) {
      try (Stream<Path> files = Files.list(folder)) {
        scripts.addAll(
            files
                .filter(Files::isRegularFile)
                .filter(StartScriptsTest::startsAJar)
                .collect(Collectors.toSet()));
      }
    }
    scripts.add(
        Path.of("src", "test", "java", "dev", "audioinsight", "stack", "harness")
            .resolve("WorkerProcess.java"));
    return scripts;
  }

  private static boolean startsAJar(Path file) {
    try {
      String text = Files.readString(file);
      boolean script = text.startsWith("#!") || file.endsWith("Dockerfile");
      return script && text.contains("-jar");
    } catch (IOException e) {
      // Not text.
      return false;
    }
  }
}
