package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.ResultReader;
import dev.audioinsight.bench.harness.Statistics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * How long an arm took from the moment a job was to be sent until a {@code read_committed} reader
 * saw its result, less the work of the job, while jobs came at a fixed rate, once it was warm.
 * Immutable.
 *
 * @param unanswered jobs of the window without a result some seconds after the last was sent
 */
record Latency(
    Arm arm, Cell cell, double jobsPerSecond, double p50Ms, double p99Ms, int unanswered) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static Latency measure(Ground ground, Arm arm, Cell cell, double jobsPerSecond, Pace pace)
      throws InterruptedException {
    String jobsTopic = ground.jobsTopic();
    ArmSettings settings = ground.settings(jobsTopic, cell.pool());
    int warm = (int) (jobsPerSecond * pace.warm().toNanos() / 1e9);
    int jobs = (int) (jobsPerSecond * pace.window().toNanos() / 1e9);
    try (JobTopic sender = ground.sender(jobsTopic);
        ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), warm + jobs);
        ArmProcess process = new ArmProcess(arm, settings, Optional.empty())) {
      // All at once: what a cold arm leaves behind would be in its way for as long as the window.
      sender.fill(cell, warm);
      if (!results.awaitSeen(warm, Duration.ofMinutes(1))) {
        throw new IllegalStateException(arm.title() + " does not answer all jobs of " + cell);
      }
      long[] intended = sender.sendAtRate(cell, warm, jobs, jobsPerSecond);
      results.awaitSeen(warm + jobs, PATIENCE);
      return of(arm, cell, jobsPerSecond, warm, intended, results);
    } finally {
      ground.remove(settings);
      ground.remove(jobsTopic);
    }
  }

  private static Latency of(
      Arm arm, Cell cell, double jobsPerSecond, int warm, long[] intended, ResultReader results) {
    double[] latencies = new double[intended.length];
    int answered = 0;
    for (int i = 0; i < intended.length; i++) {
      long seen = results.firstSeenNanos(warm + i);
      if (seen != 0) {
        latencies[answered++] = (seen - intended[i]) / 1e6 - cell.micros(warm + i) / 1e3;
      }
    }
    double[] known = Arrays.copyOf(latencies, answered);
    return new Latency(
        arm,
        cell,
        jobsPerSecond,
        Statistics.percentile(known, 0.5),
        Statistics.percentile(known, 0.99),
        latencies.length - answered);
  }
}
