package dev.audioinsight.bench.insight;

import dev.audioinsight.worker.insight.StageCosts;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * One round: processor seconds for one recording, on average over the threads that each worked on
 * one. Immutable.
 *
 * @param process all processor time of the process meanwhile, collector and compiler included
 * @param wall time that passed
 * @param silero processor seconds of Silero VAD alone; NaN where it is absent
 * @param sileroProcess as {@code process}, for Silero
 */
record InsightRun(
    int threads,
    double decode,
    double vad,
    double embedding,
    double clustering,
    double process,
    double wall,
    double silero,
    double sileroProcess,
    int speakers) {

  static InsightRun of(
      int threads,
      InsightCommand.Measured<StageCosts.Cost> insight,
      Optional<InsightCommand.Measured<Long>> silero) {
    List<StageCosts.Cost> costs = insight.results();
    return new InsightRun(
        threads,
        mean(costs, StageCosts.Cost::decode),
        mean(costs, StageCosts.Cost::vad),
        mean(costs, StageCosts.Cost::embedding),
        mean(costs, StageCosts.Cost::clustering),
        insight.cpuNanos() / 1e9 / threads,
        insight.wallNanos() / 1e9,
        silero.map(s -> mean(s.results(), Long::longValue)).orElse(Double.NaN),
        silero.map(s -> s.cpuNanos() / 1e9 / threads).orElse(Double.NaN),
        costs.get(0).speakers());
  }

  private static <T> double mean(List<T> values, ToLongFunction<T> nanos) {
    return values.stream().mapToLong(nanos).average().orElse(Double.NaN) / 1e9;
  }

  double total() {
    return decode + vad + embedding + clustering;
  }
}
