package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.ResultReader;
import dev.audioinsight.bench.harness.TurnTimes;
import java.time.Duration;
import java.util.Optional;

/**
 * What one run of an arm over a full topic came to. Immutable.
 *
 * @param jobsPerSecond results that a {@code read_committed} reader saw, over the window
 * @param inFlight how many jobs were inside the work, on average
 * @param mostInFlight how many at most
 * @param bytesPerJob allocated
 * @param cpuMicrosPerJob of the arm's process
 * @param outsidePoll the worker's turns over the window
 */
record Throughput(
    Arm arm,
    Cell cell,
    double jobsPerSecond,
    double inFlight,
    long mostInFlight,
    double bytesPerJob,
    double cpuMicrosPerJob,
    TurnTimes.Figures outsidePoll) {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  double shareOfIdeal() {
    return jobsPerSecond / cell.idealRate();
  }

  /**
   * Measures.
   *
   * @param jobsTopic with enough jobs for the pace
   * @throws IllegalStateException if the arm answers none
   */
  static Throughput measure(
      Ground ground, Arm arm, Cell cell, String jobsTopic, int jobs, Pace pace)
      throws InterruptedException {
    ArmSettings settings = ground.settings(jobsTopic, cell.pool());
    try (ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), jobs);
        ArmProcess process = new ArmProcess(arm, settings, Optional.empty())) {
      if (!results.awaitSeen(1, START_LIMIT)) {
        throw new IllegalStateException(arm.title() + " answers no job of " + cell);
      }
      results.awaitSeen(jobs, pace.warm());
      Meter.Reading first = process.read();
      ResultReader.Reading before = results.read();
      results.awaitSeen(jobs, pace.window());
      double jobsPerSecond = results.read().jobsPerSecondSince(before);
      Meter.Reading last = process.read();
      return of(arm, cell, jobsPerSecond, first, last);
    } finally {
      ground.remove(settings);
    }
  }

  private static Throughput of(
      Arm arm, Cell cell, double jobsPerSecond, Meter.Reading first, Meter.Reading last) {
    double jobs = Math.max(1, last.ended() - first.ended());
    return new Throughput(
        arm,
        cell,
        jobsPerSecond,
        (double) (last.insideNanos() - first.insideNanos()) / (last.nanos() - first.nanos()),
        last.mostRunning(),
        (last.allocatedBytes() - first.allocatedBytes()) / jobs,
        (last.cpuNanos() - first.cpuNanos()) / jobs / 1e3,
        last.outsidePoll());
  }
}
