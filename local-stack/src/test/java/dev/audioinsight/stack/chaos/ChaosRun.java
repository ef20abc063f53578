package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One run of the chaos, from an empty broker to a verdict. Confined to one thread. */
final class ChaosRun {
  /** For what is still unanswered when the last fault has ended. */
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(4);

  private static final int PARTITIONS = 6;

  private final ChaosSettings settings;
  private final JobSource jobs;
  private final Workers workers;
  private final FlightRecorder recorder = new FlightRecorder();
  private final Path brokerData;

  /**
   * @param jobs what is sent
   * @param brokerData an empty folder
   */
  ChaosRun(ChaosSettings settings, JobSource jobs, Workers workers, Path brokerData) {
    this.settings = settings;
    this.jobs = jobs;
    this.workers = workers;
    this.brokerData = brokerData;
  }

  /**
   * Performs it, prints what it found, and asserts that nothing is lost, nothing comes twice, and
   * nothing is wrong.
   */
  void assertNothingLostNothingTwice() throws Exception {
    FaultPlan plan =
        FaultPlan.of(
            settings.seed(), settings.length(), settings.meanGap(), settings.brokerKills());
    System.out.printf("chaos: %s, faults %s%n", settings, plan.countsByKind());
    plan.steps().forEach(step -> recorder.note("plan: " + step));
    try {
      Outcome outcome = perform(plan);
      System.out.printf("chaos: seed %d: %s%n", settings.seed(), outcome);
      if (!outcome.isGood()) {
        throw new AssertionError(outcome.toString());
      }
    } catch (Exception | AssertionError e) {
      System.out.printf("chaos: seed %d failed: %s%n%s", settings.seed(), e, recorder.story());
      throw e;
    } finally {
      recorder.writeTo(Path.of("target", "chaos", settings.protocol() + "-" + settings.seed()));
    }
  }

  private Outcome perform(FaultPlan plan) throws Exception {
    Topics topics = Topics.fresh("chaos");
    try (Ground ground = Ground.open(brokerData, recorder);
        Fleet fleet = fleet(ground, topics)) {
      topics.create(ground.broker().bootstrapServers(), PARTITIONS, 1);
      String direct = ground.broker().bootstrapServers();
      try (CommittedReader reader = new CommittedReader(direct, topics.results());
          Sender sender = new Sender(direct, topics.jobs());
          JobStream stream = new JobStream(sender, jobs, settings.jobsPerSecond())) {
        for (int slot = 0; slot < FaultPlan.WORKERS; slot++) {
          fleet.start(slot);
        }
        stream.start();
        new Conductor(new Stage(ground.broker(), ground.proxy(), fleet, stream), recorder)
            .perform(plan);
        stream.stop();
        recorder.note("the last fault has ended, " + stream.expected().size() + " jobs are sent");
        Checker checker = new Checker(stream.expected());
        reader.awaitUntil(
            () -> {
              fleet.look();
              return checker.take(reader.records()).isEachAnswered();
            },
            DRAIN_LIMIT);
        recorder.note(checker.answered() + " jobs are answered");
        fleet.drain();
        reader.readToEnd();
        return new Outcome(
            checker.take(reader.records()).verdict(),
            plan.steps().size(),
            fleet.endedByThemselves(),
            recorder.anybodySaid("unexpected fault"),
            ground.unfinished(topics),
            recorder.timesSaid("likely deleted already"));
      }
    }
  }

  private Fleet fleet(Ground ground, Topics topics) {
    return new Fleet(
        properties -> workers.start(ground.proxy().bootstrapServers(), topics, properties),
        settings.protocol(),
        Map.of(),
        recorder);
  }

  /** Starts a worker of this run. */
  interface Workers {
    WorkerProcess start(String bootstrapServers, Topics topics, Map<String, String> properties);
  }

  /**
   * How it ended.
   *
   * @param endedByThemselves workers that could not go on and were started again
   * @param bugs whether a worker ended on a fault that it does not know
   * @param unfinished offsets between what the group has committed and the ends of the jobs topic
   * @param skippedMarkers how often the broker skipped the markers of a transaction for want of a
   *     leader (KAFKA-20734): answers lost or doubled may be its fault
   */
  private record Outcome(
      Verdict verdict,
      int faults,
      int endedByThemselves,
      boolean bugs,
      long unfinished,
      long skippedMarkers) {
    boolean isGood() {
      return verdict.isGood() && !bugs && unfinished == 0;
    }

    @Override
    public String toString() {
      return verdict
          + "; "
          + faults
          + " faults, "
          + endedByThemselves
          + " workers ended by themselves"
          + (bugs ? ", on an unexpected fault" : "")
          + ", offsets left unfinished "
          + unfinished
          + (skippedMarkers > 0 ? ", markers skipped by the broker " + skippedMarkers : "");
    }
  }
}
