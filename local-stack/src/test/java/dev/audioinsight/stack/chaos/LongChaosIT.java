package dev.audioinsight.stack.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: what the short chaos is too short to meet. Real recordings, the worker as its users start
 * it, and a new seed each time: {@code mvn verify -Pchaos}, with {@code -Dchaos.minutes}, {@code
 * -Dchaos.seed}, {@code -Dchaos.protocol} and {@code -Dchaos.brokerKills}.
 */
@Tag("chaos")
class LongChaosIT {
  @TempDir Path brokerData;
  @TempDir Path recordings;

  @Test
  void shouldAnswerEachRecordingOnceAndRightThroughSeededFaults() throws Exception {
    ChaosSettings settings =
        new ChaosSettings(
            Long.getLong("chaos.seed", ThreadLocalRandom.current().nextInt(1_000_000)),
            System.getProperty("chaos.protocol", "classic"),
            Duration.ofMinutes(Long.getLong("chaos.minutes", 30)),
            Duration.ofSeconds(10),
            15,
            Boolean.getBoolean("chaos.brokerKills"));

    new ChaosRun(
            settings,
            RecordedJobs.prepare(settings.seed(), recordings),
            RealWorkers.withRecordings(recordings),
            brokerData)
        .assertNothingLostNothingTwice();
  }
}
