package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Versions;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench engine}. */
@Command(
    name = "engine",
    description = {
      "The worker's engine against its peers, with a job that sleeps or keeps a core busy.",
      "One broker in a process of its own, one topic, one version of Kafka's clients; every arm in"
          + " a process of its own, its runs interleaved with those of the others; medians."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class EngineCommand implements Callable<Integer> {
  private static final List<String> SHORT = List.of("0/16", "10/100");
  private static final List<String> LONG =
      List.of(
          "0/2",
          "0/16",
          "0/100",
          "1/2",
          "1/16",
          "1/100",
          "10/2",
          "10/16",
          "10/100",
          "100/2",
          "100/16",
          "100/100",
          "busy-1/2",
          "busy-10/2");

  @Option(names = "--long", description = "All conditions, three rounds, latency too; an hour.")
  boolean isLong;

  @Option(
      names = "--cells",
      split = ",",
      paramLabel = "MS/POOL",
      description = "Conditions, such as 0/16,10/100,busy-1/2.")
  List<String> cells;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "ARM",
      description = "${COMPLETION-CANDIDATES}")
  List<Arm> arms = Arrays.asList(Arm.values());

  @Option(names = "--rounds", description = "How often each is measured (default: 1, long 3).")
  Integer rounds;

  @Option(names = "--seconds", description = "Length of each measurement (default: 2, long 4).")
  Integer seconds;

  @Option(
      names = "--warm-up",
      description =
          "Seconds for which each plain loop keeps the broker busy first (default: 5, long 20).")
  Integer warmUp;

  @Option(
      names = "--latency",
      negatable = true,
      description = "Latency at 80 %% of each arm's own capacity (default: with --long).")
  Boolean latency;

  @Option(
      names = "--kill",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "What a kill -9 does (default: yes).")
  boolean kill;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    List<Cell> conditions =
        (cells != null ? cells : isLong ? LONG : SHORT).stream().map(Cell::of).toList();
    int times = rounds != null ? rounds : isLong ? 3 : 1;
    int length = seconds != null ? seconds : isLong ? 4 : 2;
    Pace pace = new Pace(Duration.ofSeconds(length), Duration.ofSeconds(length));
    Report report = new Report("bench engine", Versions.all(), spec.commandLine().getOut());
    try (Ground ground = new Ground()) {
      if (warmUp == null) {
        ground.warmUp(isLong);
      } else {
        ground.warmUp(Duration.ofSeconds(warmUp));
      }
      Rounds measured = new Rounds(ground, arms, pace);
      for (Cell cell : conditions) {
        measured.measure(cell, times, latency != null ? latency : isLong);
        report.table(cell.toString(), measured.table(cell));
      }
      report.runs("throughput", measured.throughputs());
      report.runs("latency", measured.latencies());
      if (kill) {
        KillTable killed = KillTable.measure(ground, arms, isLong ? 24_000 : 12_000);
        report.table("kill -9 with one stuck job, " + killed.conditions(), killed.table());
        report.runs("kill", killed.runs());
      }
    }
    report.write(Home.results());
    return 0;
  }
}
