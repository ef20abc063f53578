package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

  /** A number of a job within the first seconds. */
  private static final int POISON_AT = 150;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"classic, " + CLASSIC_SEED, "consumer, " + CONSUMER_SEED})
  @Timeout(900)
  void shouldAnswerEachJobOnceAndRightThroughSeededFaults(String protocol, long seed)
      throws Exception {
    ChaosSettings settings =
        new ChaosSettings(Long.getLong("chaos.seed", seed), protocol, LENGTH, MEAN_GAP, 40, false);

    new ChaosRun(settings, jobs(settings), ChaosIT::start, folder).assertNothingLostNothingTwice();
  }

  /**
   * A poison ends five workers, and each death is noticed when its session is over: once is enough.
   */
  private static SyntheticJobs jobs(ChaosSettings settings) {
    return settings.protocol().equals("consumer")
        ? SyntheticJobs.withPoison(settings.seed(), POISON_AT)
        : SyntheticJobs.harmless(settings.seed());
  }

  /** What fails once must not run out of attempts because its workers are killed. */
  private static WorkerProcess start(
      String bootstrapServers, Topics topics, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("max-attempts", "20");
    return WorkerProcess.start(bootstrapServers, topics, all);
  }
}
