package dev.audioinsight.bench.pipeline;

import dev.audioinsight.bench.engine.Ground;
import dev.audioinsight.bench.harness.ClipFolder;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import dev.audioinsight.bench.harness.Versions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench pipeline}. */
@Command(
    name = "pipeline",
    description = {
      "Seconds of audio a second from topic to result, exactly-once, against the same analysis in a"
          + " bare loop.",
      "WAV files by URI; the broker and the reader of the results share the cores with the worker."
          + " The worker and the bare loop work by turns; one stands still while the other works."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PipelineCommand implements Callable<Integer> {
  private static final int TURNS = 4;
  private static final Duration PROBE = Duration.ofSeconds(2);

  /** Of jobs over what a cold bare loop would get through: warm it is faster. */
  private static final double MARGIN = 5;

  @Option(
      names = "--long",
      description =
          "Three rounds of four turns of 4 s, after 40 s of warm-up; a quarter of an hour.")
  boolean isLong;

  @Option(
      names = "--clips",
      split = ",",
      paramLabel = "SECONDS",
      description = "Lengths of the recordings (default: 1,30).")
  List<Integer> lengths = List.of(1, 30);

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "COUNT",
      description = "Threads that analyse (default: 1,2).")
  List<Integer> threadCounts = List.of(1, 2);

  @Option(names = "--rounds", description = "How often each is measured (default: 1, long 3).")
  Integer rounds;

  @Option(names = "--seconds", description = "Length of each turn (default: 1, long 4).")
  Integer seconds;

  @Option(
      names = "--warm-up",
      description =
          "Seconds of work before anything counts: until the compilers are done (default: 3, long"
              + " 40).")
  Integer warmUp;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("bench pipeline", Versions.all(), spec.commandLine().getOut());
    List<Rate> runs = new ArrayList<>();
    try (Ground ground = new Ground()) {
      ground.warmUp(isLong);
      for (int length : lengths) {
        try (ClipFolder clips = new ClipFolder(length)) {
          for (int threads : threadCounts) {
            measure(ground, clips, threads, runs);
          }
        }
      }
    }
    report.table("seconds of audio a second", table(runs));
    report.runs("runs", runs);
    report.write(Home.results());
    return 0;
  }

  private void measure(Ground ground, ClipFolder clips, int threads, List<Rate> runs)
      throws InterruptedException {
    Duration turn = Duration.ofSeconds(seconds != null ? seconds : isLong ? 4 : 1);
    int warmTurns = (int) ((warmUp != null ? warmUp : isLong ? 40 : 3) / turn.toSeconds());
    int times = rounds != null ? rounds : isLong ? 3 : 1;
    try (Analyst bare = Analyst.bare(clips, threads)) {
      long before = bare.work(PROBE);
      double jobsPerSecond = (bare.work(PROBE) - before) / (double) PROBE.toSeconds();
      Duration all = PROBE.plus(turn.multipliedBy(warmTurns + (long) times * TURNS));
      int jobs = (int) (MARGIN * jobsPerSecond * all.toSeconds());
      try (Analyst worker = Analyst.throughKafka(ground, clips, threads, jobs)) {
        byTurns(bare, worker, turn, warmTurns);
        for (int round = 0; round < times; round++) {
          runs.addAll(byTurns(bare, worker, turn, TURNS));
        }
      }
    }
  }

  /** Some turns of each: the machine's speed changes by the minute, and is to change for both. */
  private static List<Rate> byTurns(Analyst one, Analyst other, Duration turn, int turns)
      throws InterruptedException {
    Analyst.Lap first = one.lap();
    Analyst.Lap second = other.lap();
    for (int i = 0; i < turns; i++) {
      one.work(turn);
      other.work(turn);
    }
    return List.of(first.rate(), second.rate());
  }

  private Table table(List<Rate> runs) {
    Table table =
        new Table("recordings", "threads", "bare loop", "topic to result", "share", "of 1 thread");
    for (int clip : lengths) {
      for (int threads : threadCounts) {
        double bare = median(runs, clip, threads, false);
        double kafka = median(runs, clip, threads, true);
        table.row(
            clip + " s",
            threads,
            number("%,.0f", bare),
            number("%,.0f", kafka),
            number("%.3f", kafka / bare),
            threadCounts.contains(1)
                ? number("%.2f", kafka / median(runs, clip, 1, true))
                : "\u2013");
      }
    }
    return table;
  }

  private static double median(List<Rate> runs, int clip, int threads, boolean throughKafka) {
    return Statistics.median(
        runs.stream()
            .filter(run -> run.clipSeconds() == clip && run.threads() == threads)
            .filter(run -> run.throughKafka() == throughKafka)
            .map(Rate::audioSecondsPerSecond)
            .toList());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
