package dev.audioinsight.stack.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.inference.NetworkMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what the memory settings of ONNX Runtime and of the C library take and cost, each in a
 * process of its own, on the same recordings: {@code mvn verify -Psoak -Dit.test=ArenaSettingsIT},
 * with {@code -Dsoak.analyses}. The table is kept in {@code target/soak/arena-settings.md}.
 */
@Tag("soak")
class ArenaSettingsIT {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int RECORDINGS = 40;
  private static final double SHORTEST_SECONDS = 1;
  private static final double LONGEST_SECONDS = 120;

  private static final List<NetworkMemory> SETTINGS =
      List.of(
          new NetworkMemory(true, true, false),
          new NetworkMemory(true, false, false),
          new NetworkMemory(true, false, true),
          new NetworkMemory(true, true, true),
          new NetworkMemory(false, false, false));

  @TempDir Path recordings;

  @Test
  void shouldMeasureEachSettingOnTheSameRecordings() throws Exception {
    assumeTrue(ResidentMemory.isKnown(), "resident memory is read from /proc, which is not here");
    makeRecordings();
    List<String> table = new ArrayList<>();
    table.add(
        "| arena | shrunk after each run | memory pattern | `MALLOC_ARENA_MAX` | peak resident, MB"
            + " | resident at the end, MB | analyses/s | analyses per CPU second |");
    table.add("|---|---|---|---|---|---|---|---|");
    for (String mallocArenas : List.of("2", "")) {
      for (NetworkMemory setting : SETTINGS) {
        table.add(row(setting, mallocArenas));
      }
    }
    Path folder = Files.createDirectories(Path.of("target", "soak"));
    Files.write(folder.resolve("arena-settings.md"), table);
    table.forEach(System.out::println);
  }

  /** Lengths are spread evenly over their logarithm, as those of messages and meetings are. */
  private void makeRecordings() throws Exception {
    Random random = new Random(1);
    Clips clips = new Clips(Path.of("..", "samples"), random);
    for (int i = 0; i < RECORDINGS; i++) {
      double seconds =
          SHORTEST_SECONDS * Math.pow(LONGEST_SECONDS / SHORTEST_SECONDS, random.nextDouble());
      Files.write(recordings.resolve("recording-" + i + ".wav"), clips.ofSeconds(seconds));
    }
  }

  private String row(NetworkMemory setting, String mallocArenas) throws IOException {
    List<String> figures = figures(setting, mallocArenas);
    return "| %s | %s | %s | %s | %s |"
        .formatted(
            setting.arena() ? "on" : "off",
            setting.arena() ? setting.shrink() ? "yes" : "no" : "–",
            setting.pattern() ? "on" : "off",
            mallocArenas.isEmpty() ? "not set" : mallocArenas,
            String.join(" | ", figures));
  }

  /** The heap is resident from the start, so that all differences lie outside it. */
  private List<String> figures(NetworkMemory setting, String mallocArenas) {
    List<String> arguments =
        List.of(
            recordings.toAbsolutePath().toString(),
            System.getProperty("soak.analyses", "160"),
            Boolean.toString(setting.arena()),
            Boolean.toString(setting.shrink()),
            Boolean.toString(setting.pattern()));
    try (WorkerProcess process =
        WorkerProcess.start(
            List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"),
            mallocArenas.isEmpty() ? Map.of() : Map.of("MALLOC_ARENA_MAX", mallocArenas),
            ArenaBenchMain.class.getName(),
            arguments)) {
      await("the end of " + setting).atMost(LIMIT).until(() -> !process.isAlive());
      assertThat(process.exitCode()).as(process.output()).isZero();
      return process
          .output()
          .lines()
          .filter(line -> line.startsWith(ArenaBenchMain.FIGURES))
          .map(line -> List.of(line.substring(ArenaBenchMain.FIGURES.length()).split(" ")))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no figures:\n" + process.output()));
    }
  }
}
