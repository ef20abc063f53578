package dev.audioinsight.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.kafka.BrokenRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feared: a checker that sees nothing. Each fault is met by workers that keep the rules, and by
 * workers with a wrong collaborator: the first must be found innocent, the others guilty.
 */
@Timeout(600)
class BrokenRulesAreFoundOutIT {
  @TempDir static Path brokerData;
  private static Ground ground;

  @TempDir Path folder;

  @BeforeAll
  static void openGround() throws Exception {
    ground = Ground.open(brokerData, new FlightRecorder());
  }

  @AfterAll
  static void closeGround() throws Exception {
    ground.close();
  }

  @ParameterizedTest
  @CsvSource({"NONE, NONE", "DROPS_THE_METADATA, DUPLICATE", "COMMITS_THE_HIGHEST_SEEN, LOSS"})
  void shouldFindOutAfterAKillWhoCommittedWhatIsNotSo(BrokenRule rule, Trial.Harm harm)
      throws Exception {
    try (Trial trial = new Trial(ground, 1, rule, Map.of())) {
      // Given a job that runs, and answered ones above it
      Path gate = folder.resolve("gate");
      trial.send("head", 0, Map.of("gate", gate.toString()));
      for (int i = 0; i < 30; i++) {
        trial.send("done-" + i, 0, Map.of());
      }
      trial.fleet().start(0);
      trial.awaitAnswered(30);

      trial.fleet().kill(0);
      trial.send("last", 0, Map.of());
      Files.createFile(gate);
      trial.fleet().start(1);
      trial.awaitAnswer("last");

      assertHarm(harm, trial);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, NONE",
    "KEEPS_WHAT_WAS_TAKEN, DUPLICATE",
    "COMMITS_UNDER_A_STALE_GENERATION, LOSS"
  })
  void shouldFindOutAfterARebalanceWhoGoesOnAsBefore(BrokenRule rule, Trial.Harm harm)
      throws Exception {
    try (Trial trial = new Trial(ground, 2, rule, Map.of())) {
      // Given a worker that has committed once, and runs a job of each partition
      Path gate = folder.resolve("gate");
      trial.fleet().start(0);
      trial.send("first", 0, Map.of());
      trial.awaitAnswer("first");
      sendGated(trial, gate, "running-0", 0);
      sendGated(trial, gate, "running-1", 1);

      trial.fleet().start(1);
      awaitTakeover(trial);
      Files.createFile(gate);

      assertHarm(harm, trial);
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, NONE", "KEEPS_WHAT_WAS_TAKEN, DUPLICATE"})
  void shouldFindOutAfterASleepWhoPublishesForAnAssignmentThatIsOver(
      BrokenRule rule, Trial.Harm harm) throws Exception {
    try (Trial trial = new Trial(ground, 1, rule, Map.of())) {
      // Given a worker that runs a job, and one that waits for its partition
      Path gate = folder.resolve("gate");
      trial.fleet().start(0);
      sendGated(trial, gate, "running", 0);
      trial.fleet().start(1);
      await().atMost(Trial.LIMIT).until(() -> ground.members(trial.topics()) == 2);

      trial.fleet().freeze(0, Fleet.SESSION.plusSeconds(4));
      awaitTakeover(trial);
      Files.createFile(gate);

      assertHarm(harm, trial);
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, NONE", "RESENDS_AFTER_AN_UNKNOWN_COMMIT, DUPLICATE"})
  void shouldFindOutWhoResendsWhenTheAnswerToACommitIsLost(BrokenRule rule, Trial.Harm harm)
      throws Exception {
    Map<String, String> impatient =
        Map.of(
            "producer.max.block.ms", "3000",
            "producer.request.timeout.ms", "2000",
            "producer.delivery.timeout.ms", "6000");
    try (Trial trial = new Trial(ground, 1, rule, impatient)) {
      trial.fleet().start(0);
      trial.send("first", 0, Map.of());
      trial.awaitAnswer("first");

      ground.proxy().rules().loseAnswersTo(ApiKeys.END_TXN);
      trial.send("in-doubt", 0, Map.of());
      await()
          .atMost(Trial.LIMIT)
          .until(() -> trial.fleet().hasSaid(0, "no answer from the broker"));
      ground.proxy().rules().keepAnswersTo(ApiKeys.END_TXN);

      assertHarm(harm, trial);
    } finally {
      ground.proxy().rules().keepAnswersTo(ApiKeys.END_TXN);
    }
  }

  private static void sendGated(Trial trial, Path gate, String id, int partition) {
    trial.send(id, partition, Map.of("gate", gate.toString()));
    await().atMost(Trial.LIMIT).until(() -> Files.exists(ObedientProcessor.waiting(gate, id)));
  }

  private static void awaitTakeover(Trial trial) {
    await().atMost(Trial.LIMIT).until(() -> trial.fleet().hasSaid(1, "going on at offset"));
  }

  private static void assertHarm(Trial.Harm harm, Trial trial) throws InterruptedException {
    Verdict verdict = trial.verdict(harm);
    switch (harm) {
      case NONE -> assertThat(verdict).matches(Verdict::isGood);
      case DUPLICATE -> assertThat(verdict.duplicates()).isNotEmpty();
      case LOSS -> assertThat(verdict.lost()).isNotEmpty();
    }
  }
}
