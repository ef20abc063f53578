package dev.audioinsight.stack.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a worker that ends, or grows a little with each job, under a topic that is never empty:
 * {@code mvn verify -Psoak}, with {@code -Dsoak.minutes}. What it looked at is kept in {@code
 * target/soak}.
 */
@Tag("soak")
class SoakIT {
  /** A shorter run sees a worker that still warms up. */
  private static final Duration LONG_ENOUGH_TO_JUDGE = Duration.ofMinutes(30);

  private static final Path FOLDER = Path.of("target", "soak");

  @TempDir Path brokerData;

  @Test
  void shouldAnswerEachJobOnceInFlatMemoryWhileTheTopicIsFull() throws Exception {
    assumeTrue(ResidentMemory.isKnown(), "resident memory is read from /proc, which is not here");
    Duration length = Duration.ofMinutes(Long.getLong("soak.minutes", 60));

    SoakReport report = new SoakRun(length, brokerData, FOLDER).perform();

    String summary = "soak of " + length.toMinutes() + " minutes: " + report;
    System.out.print(summary);
    Files.writeString(FOLDER.resolve("summary.txt"), summary);
    assertThat(report.outOfMemory()).as(summary).isFalse();
    assertThat(report.exitCode()).as(summary).isZero();
    assertThat(report.firstFailure()).isEmpty();
    assertThat(report.answered()).as(summary).isEqualTo(report.sent());
    assertThat(report.twice()).as(summary).isZero();
    assertThat(report.withSpeech()).as(summary).isEqualTo(report.sent());
    if (length.compareTo(LONG_ENOUGH_TO_JUDGE) >= 0) {
      assertThat(report.resident()).matches(Trend::isFlat, "flat");
      assertThat(report.outsideHeap()).matches(Trend::isLevel, "level");
    } else {
      System.out.println("soak: too short to judge whether the memory is flat");
    }
  }
}
