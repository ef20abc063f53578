package dev.audioinsight.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.worker.kafka.BrokenRule;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a leader that takes records and does not say so, while the coordinator answers, costs one
 * producer after the other, and with them the worker or an answer.
 */
class LostAcknowledgementsIT {
  /** Some twenty for each producer: more producers than a worker may lose without a reason. */
  private static final int LOST = 300;

  private static final Map<String, String> IMPATIENT =
      Map.of(
          "producer.max.block.ms", "700",
          "producer.request.timeout.ms", "500",
          "producer.delivery.timeout.ms", "1000");

  @TempDir Path brokerData;

  @Test
  @Timeout(300)
  void shouldWaitUntilItHearsOfItsRecordsAndAnswerEachJobOnce() throws Exception {
    try (Ground ground = Ground.open(brokerData, new FlightRecorder());
        Trial trial = new Trial(ground, 1, BrokenRule.NONE, IMPATIENT)) {
      trial.fleet().start(0);
      trial.send("first", 0, Map.of());
      trial.awaitAnswer("first");

      ground.proxy().rules().loseAnswersTo(ApiKeys.PRODUCE);
      trial.send("in-doubt", 0, Map.of());
      await()
          .atMost(Trial.LIMIT)
          .until(
              () -> {
                trial.fleet().look();
                return ground.proxy().rules().lost(ApiKeys.PRODUCE) >= LOST;
              });
      ground.proxy().rules().keepAnswersTo(ApiKeys.PRODUCE);

      assertThat(trial.verdict(Trial.Harm.NONE)).matches(Verdict::isGood);
      assertThat(trial.fleet().endedByThemselves()).isZero();
    }
  }
}
