package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feared: faults that each part survives alone lose an answer, or double it, when they meet. The
 * short run: synthetic jobs, a fixed seed for each group protocol, so that a build is red or green
 * for the same plan each time; {@code LongChaosIT} tries new ones.
 */
class ChaosIT {
  static final long CLASSIC_SEED = 168;
  static final long CONSUMER_SEED = 191;
  static final Duration LENGTH = Duration.ofSeconds(45);
  static final Duration MEAN_GAP = Duration.ofSeconds(3);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"classic, " + CLASSIC_SEED, "consumer, " + CONSUMER_SEED})
  @Timeout(900)
  void shouldAnswerEachJobOnceAndRightThroughSeededFaults(String protocol, long seed)
      throws Exception {
    ChaosSettings settings =
        new ChaosSettings(Long.getLong("chaos.seed", seed), protocol, LENGTH, MEAN_GAP, 40, false);

    new ChaosRun(settings, new SyntheticJobs(settings.seed()), WorkerProcess::start, folder)
        .assertNothingLostNothingTwice();
  }
}
