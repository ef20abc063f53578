package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.cli.Main;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feared: a bar that fills the screen instead of staying in its line. */
class ProgressBarIT extends CliIT {
  @TempDir Path folder;

  @BeforeEach
  void requireTerminal() {
    assumeTrue(Tmux.isHere(), "SKIPPED: no tmux here, the progress bar is not looked at");
  }

  @ParameterizedTest
  @CsvSource({"80, ''", "40, ''", "20, ''", "40, ' > out'"})
  void shouldBeRedrawnInOneLine(int columns, String redirection) throws Exception {
    // Given three jobs of which two wait to be let through, one after the other
    worker(new ObedientProcessor(), Map.of());
    try (Tmux terminal = new Tmux(columns, script(columns, redirection))) {

      // When they are answered one by one
      await().atMost(LIMIT).until(() -> terminal.text().contains("1/3"));
      Files.writeString(folder.resolve("gate-1"), "");
      await().atMost(LIMIT).until(() -> terminal.text().contains("2/3"));
      Files.writeString(folder.resolve("gate-2"), "");
      await().atMost(LIMIT).until(() -> terminal.text().contains("ended with 0"));

      // Then there is one line of progress, and nothing of it stands in another
      List<String> lines = terminal.lines();
      List<String> bars =
          lines.stream().filter(line -> line.matches(".*(\\d/3|of audio|left|=).*")).toList();
      assertThat(bars).as(terminal.text()).hasSize(1);
      assertThat(bars.get(0)).startsWith("3/3").hasSizeLessThanOrEqualTo(columns);
      if (columns >= 40) {
        assertThat(bars.get(0)).contains("0:03 of audio, 0:00 left");
      }
    }
  }

  /** Runs the command as the launcher does. */
  private Path script(int columns, String redirection) throws IOException {
    Files.writeString(folder.resolve("a.wav"), "x");
    Path manifest =
        Files.writeString(
            folder.resolve("jobs.csv"),
            """
            file,jobId,metadata.gate
            a.wav,a,
            a.wav,b,%1$s/gate-1
            a.wav,c,%1$s/gate-2
            """
                .formatted(folder));
    List<String> submit = arguments("submit", "--wait", "--manifest", manifest.toString());
    String command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Daudioinsight.terminal=true",
                    "-Daudioinsight.columns=" + columns,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                submit.stream())
            .collect(Collectors.joining("' '", "'", "'"));
    return Files.writeString(
        folder.resolve("script"),
        "cd '" + folder + "'\n" + command + redirection + "\necho ended with $?\n");
  }
}
