package dev.audioinsight.stack.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: an analysis that leaves a few hundred bytes behind, which a soak of four jobs a second is
 * too slow to show: 40,000 analyses of a second of speech, in a heap that is resident from the
 * start.
 */
@Tag("soak")
class ManyAnalysesIT {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int ANALYSES = 40_000;

  /** Ten thousand analyses lie between the two medians: 100 bytes each would add 1 MB. */
  private static final double TOLERANCE_MEGABYTES = 1;

  @TempDir Path folder;

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    assumeTrue(ResidentMemory.isKnown(), "resident memory is read from /proc, which is not here");
    Path recording = folder.resolve("second.wav");
    Files.write(recording, new Clips(Path.of("..", "samples"), new Random(1)).ofSeconds(1));

    double[] megabytes = megabytes(recording);

    double third = median(megabytes, 50, 75);
    double last = median(megabytes, 75, 100);
    System.out.printf(
        "%d analyses: resident %.1f MB in the third quarter, %.1f MB in the last%n",
        ANALYSES, third, last);
    assertThat(last).isLessThanOrEqualTo(third + TOLERANCE_MEGABYTES);
  }

  private static double[] megabytes(Path recording) {
    try (WorkerProcess process =
        WorkerProcess.start(
            List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch"),
            Map.of("MALLOC_ARENA_MAX", "2"),
            ManyAnalysesMain.class.getName(),
            List.of(recording.toAbsolutePath().toString(), Integer.toString(ANALYSES)))) {
      await("the last analysis").atMost(LIMIT).until(() -> !process.isAlive());
      assertThat(process.exitCode()).as(process.output()).isZero();
      return process
          .output()
          .lines()
          .filter(line -> line.startsWith(ManyAnalysesMain.LOOK))
          .mapToDouble(line -> Double.parseDouble(line.substring(ManyAnalysesMain.LOOK.length())))
          .toArray();
    }
  }

  private static double median(double[] values, int from, int to) {
    return StatUtils.percentile(values, from, to - from, 50);
  }
}
