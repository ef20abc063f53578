package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import dev.audioinsight.bench.harness.Versions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench latency}. */
@Command(
    name = "latency",
    description = {
      "What Kafka adds to one job on an idle worker, exactly-once and at-least-once.",
      "From the send until a read_committed reader has the result of a job that is no work."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class LatencyCommand implements Callable<Integer> {
  @Option(names = "--long", description = "Three rounds of 500 jobs; five minutes and more.")
  boolean isLong;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "ARM",
      description = "${COMPLETION-CANDIDATES}")
  List<Arm> arms =
      List.of(
          Arm.WORKER_EXACTLY_ONCE,
          Arm.WORKER_AT_LEAST_ONCE,
          Arm.PARALLEL_CONSUMER_TRANSACTIONAL,
          Arm.PARALLEL_CONSUMER,
          Arm.SPRING_KAFKA);

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Report report = new Report("bench latency", Versions.all(), spec.commandLine().getOut());
    List<IdleLatency> runs = new ArrayList<>();
    try (Ground ground = new Ground()) {
      ground.warmUp(isLong);
      List<Arm> order = new ArrayList<>(arms);
      for (int round = 0; round < (isLong ? 3 : 1); round++) {
        for (Arm arm : order) {
          runs.add(IdleLatency.measure(ground, arm, isLong ? 500 : 120));
        }
        Collections.rotate(order, 1);
      }
    }
    report.table("milliseconds that are added to one job, all rounds", table(runs));
    report.runs("latency", runs);
    report.write(Home.results());
    return 0;
  }

  private Table table(List<IdleLatency> runs) {
    Table table = new Table("arm", "jobs", "median", "p90", "p99", "longest");
    for (Arm arm : arms) {
      double[] all =
          runs.stream()
              .filter(run -> run.arm() == arm)
              .flatMap(run -> run.milliseconds().stream())
              .mapToDouble(Double::doubleValue)
              .toArray();
      table.row(
          arm.title(),
          all.length,
          milliseconds(all, 0.5),
          milliseconds(all, 0.9),
          milliseconds(all, 0.99),
          milliseconds(all, 1));
    }
    return table;
  }

  private static String milliseconds(double[] all, double share) {
    return String.format(Locale.ROOT, "%.1f", Statistics.percentile(all, share));
  }
}
