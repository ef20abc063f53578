package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.ResultReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * What an idle arm added to single jobs of no work, each sent some time after the result of the one
 * before: from just before the send until a {@code read_committed} reader had the result.
 * Immutable.
 */
record IdleLatency(Arm arm, List<Double> milliseconds) {
  /** All at once: a worker that never did more than a few hundred jobs runs uncompiled code. */
  private static final int WARM_UP = 20_000;

  /** While the last of it is compiled. */
  private static final int UNCOUNTED = 50;

  private static final int LEAST_PAUSE_MS = 20;
  private static final int MOST_PAUSE_MS = 80;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  IdleLatency {
    milliseconds = List.copyOf(milliseconds);
  }

  static IdleLatency measure(Ground ground, Arm arm, int jobs) throws InterruptedException {
    Cell nothing = new Cell(0, false, Runtime.getRuntime().availableProcessors());
    SplittableRandom random = new SplittableRandom(1);
    String jobsTopic = ground.jobsTopic();
    ArmSettings settings = ground.settings(jobsTopic, nothing.pool());
    int first = WARM_UP + UNCOUNTED;
    List<Double> milliseconds = new ArrayList<>();
    try (JobTopic sender = ground.sender(jobsTopic);
        ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), first + jobs);
        ArmProcess process = new ArmProcess(arm, settings, Optional.empty())) {
      sender.fill(nothing, WARM_UP);
      if (!results.awaitSeen(WARM_UP, LIMIT)) {
        throw new IllegalStateException(arm.title() + " does not answer all jobs");
      }
      for (int job = WARM_UP; job < first + jobs; job++) {
        long sent = System.nanoTime();
        sender.sendOne(nothing, job);
        if (!results.awaitSeen(job + 1, LIMIT)) {
          throw new IllegalStateException(arm.title() + " does not answer job " + job);
        }
        if (job >= first) {
          milliseconds.add((results.firstSeenNanos(job) - sent) / 1e6);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(LEAST_PAUSE_MS, MOST_PAUSE_MS));
      }
      return new IdleLatency(arm, milliseconds);
    } finally {
      ground.remove(settings);
      ground.remove(jobsTopic);
    }
  }
}
