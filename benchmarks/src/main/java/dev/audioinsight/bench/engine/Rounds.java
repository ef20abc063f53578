package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of a cell: in each, every arm is measured once, and the order moves on by one from
 * round to round. Confined to one thread.
 */
final class Rounds {
  private static final double SHARE_OF_CAPACITY = 0.8;

  private final Ground ground;
  private final List<Arm> arms;
  private final Pace pace;
  private final List<Throughput> throughputs = new ArrayList<>();
  private final List<Latency> latencies = new ArrayList<>();

  Rounds(Ground ground, List<Arm> arms, Pace pace) {
    this.ground = ground;
    this.arms = arms;
    this.pace = pace;
  }

  List<Throughput> throughputs() {
    return throughputs;
  }

  List<Latency> latencies() {
    return latencies;
  }

  /** A loop without a pool has something to say where jobs are no work alone. */
  private List<Arm> armsOf(Cell cell) {
    return arms.stream().filter(arm -> !arm.isLoop() || cell.workMicros() == 0).toList();
  }

  void measure(Cell cell, int rounds, boolean withLatency) throws InterruptedException {
    int jobs = pace.jobs(cell);
    String jobsTopic = ground.jobsTopic(cell, jobs);
    List<Arm> order = new ArrayList<>(armsOf(cell));
    for (int round = 0; round < rounds; round++) {
      for (Arm arm : order) {
        throughputs.add(Throughput.measure(ground, arm, cell, jobsTopic, jobs, pace));
      }
      Collections.rotate(order, 1);
    }
    ground.remove(jobsTopic);
    for (int round = 0; withLatency && round < rounds; round++) {
      for (Arm arm : order) {
        double capacity = median(arm, cell, Throughput::jobsPerSecond);
        latencies.add(Latency.measure(ground, arm, cell, SHARE_OF_CAPACITY * capacity, pace));
      }
      Collections.rotate(order, 1);
    }
  }

  private double median(Arm arm, Cell cell, ToDoubleFunction<Throughput> column) {
    return Statistics.median(
        throughputs.stream()
            .filter(run -> run.arm() == arm && run.cell().equals(cell))
            .map(column::applyAsDouble)
            .toList());
  }

  private double medianLatency(Arm arm, Cell cell, ToDoubleFunction<Latency> column) {
    return Statistics.median(
        latencies.stream()
            .filter(run -> run.arm() == arm && run.cell().equals(cell))
            .map(column::applyAsDouble)
            .toList());
  }

  /** The medians of a cell. */
  Table table(Cell cell) {
    Table table =
        new Table(
            "arm",
            "jobs/s",
            "of the ideal",
            "in flight",
            "at most",
            "KB a job",
            "CPU µs a job",
            "p50 ms",
            "p99 ms",
            "outside poll p99.9 ms",
            "longest ms");
    for (Arm arm : armsOf(cell)) {
      table.row(
          arm.title(),
          number("%,.0f", median(arm, cell, Throughput::jobsPerSecond)),
          cell.workMicros() == 0
              ? "–"
              : number("%.3f", median(arm, cell, Throughput::shareOfIdeal)),
          number("%.1f", median(arm, cell, Throughput::inFlight)),
          number("%.0f", median(arm, cell, Throughput::mostInFlight)),
          number("%.1f", median(arm, cell, Throughput::bytesPerJob) / 1e3),
          number("%.0f", median(arm, cell, Throughput::cpuMicrosPerJob)),
          number("%.1f", medianLatency(arm, cell, Latency::p50Ms)),
          number("%.1f", medianLatency(arm, cell, Latency::p99Ms)),
          number("%.1f", median(arm, cell, run -> run.outsidePoll().p999())),
          number("%.1f", median(arm, cell, run -> run.outsidePoll().longest())));
    }
    return table;
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, format, value);
  }
}
