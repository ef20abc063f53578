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
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class PipelineCommand implements Callable<Integer> {
  @Option(
      names = "--long",
      description = "Three rounds of 12 s, each after 20 s of warm-up; a quarter of an hour.")
  boolean isLong;

  @Option(
      names = "--clips",
      split = ",",
      paramLabel = "SECONDS",
      description = "Lengths of the recordings (default: 1,30).")
  List<Integer> lengths = List.of(1, 30);

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("bench pipeline", Versions.all(), spec.commandLine().getOut());
    List<Rate> runs = new ArrayList<>();
    try (Ground ground = new Ground()) {
      ground.warmUp(isLong);
      for (int length : lengths) {
        measure(ground, length, runs);
      }
    }
    report.table("seconds of audio a second", table(runs));
    report.runs("runs", runs);
    report.write(Home.results());
    return 0;
  }

  private void measure(Ground ground, int length, List<Rate> runs)
      throws IOException, InterruptedException {
    Duration warm = Duration.ofSeconds(isLong ? 20 : 3);
    Duration window = Duration.ofSeconds(isLong ? 12 : 6);
    try (ClipFolder clips = new ClipFolder(length)) {
      for (int round = 0; round < (isLong ? 3 : 1); round++) {
        for (int threads : List.of(1, 2)) {
          Rate bare = Rate.bare(clips, threads, warm, window);
          runs.add(bare);
          runs.add(Rate.throughKafka(ground, clips, bare, warm, window));
        }
      }
    }
  }

  private Table table(List<Rate> runs) {
    Table table =
        new Table("recordings", "threads", "bare loop", "topic to result", "share", "of 1 thread");
    for (int clip : lengths) {
      for (int threads : List.of(1, 2)) {
        double bare = median(runs, clip, threads, false);
        double kafka = median(runs, clip, threads, true);
        table.row(
            clip + " s",
            threads,
            number("%,.0f", bare),
            number("%,.0f", kafka),
            number("%.3f", kafka / bare),
            number("%.2f", kafka / median(runs, clip, 1, true)));
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
