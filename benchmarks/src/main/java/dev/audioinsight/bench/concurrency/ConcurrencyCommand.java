package dev.audioinsight.bench.concurrency;

import dev.audioinsight.bench.engine.Ground;
import dev.audioinsight.bench.engine.JobTopic;
import dev.audioinsight.bench.harness.ClipFolder;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import dev.audioinsight.bench.harness.Versions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench concurrency}. */
@Command(
    name = "concurrency",
    description = {
      "The ways to run the analysis behind a poll loop: on the polling thread, on a pool that it"
          + " waits for, beside it; on one pool or on one for each job; as two jobs or as one.",
      "Recordings of 10 s by URI; a member may be away from poll for 3 s, a hundredth of Kafka's"
          + " default."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ConcurrencyCommand implements Callable<Integer> {
  private static final int CLIP_SECONDS = 10;

  /** More than a way does in its time, on machines of some cores. */
  private static final int JOBS = 40_000;

  @Option(names = "--long", description = "Three rounds of 20 s; eight minutes.")
  boolean isLong;

  @Option(
      names = "--ways",
      split = ",",
      paramLabel = "WAY",
      description = "${COMPLETION-CANDIDATES}")
  List<Way> ways = Arrays.asList(Way.values());

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("bench concurrency", Versions.all(), spec.commandLine().getOut());
    List<WayRun> runs = new ArrayList<>();
    try (ClipFolder clips = new ClipFolder(CLIP_SECONDS);
        Ground ground = new Ground()) {
      Map<Integer, String> topics = new TreeMap<>();
      for (Way way : ways) {
        if (!topics.containsKey(way.jobsPerRecording())) {
          topics.put(way.jobsPerRecording(), filled(ground, way, clips));
        }
      }
      measure(ground, topics, clips, runs);
    }
    report.table("recordings of 10 s, medians", table(runs));
    report.runs("runs", runs);
    report.write(Home.results());
    return 0;
  }

  private void measure(
      Ground ground, Map<Integer, String> topics, ClipFolder clips, List<WayRun> runs)
      throws InterruptedException {
    Duration warm = Duration.ofSeconds(isLong ? 4 : 2);
    Duration window = Duration.ofSeconds(isLong ? 20 : 10);
    List<Way> order = new ArrayList<>(ways);
    for (int round = 0; round < (isLong ? 3 : 1); round++) {
      for (Way way : order) {
        String topic = topics.get(way.jobsPerRecording());
        runs.add(WayRun.measure(ground, way, topic, JOBS, clips, warm, window));
      }
      Collections.rotate(order, 1);
    }
  }

  /** A topic of jobs for this way, and for others that split recordings alike. */
  private static String filled(Ground ground, Way way, ClipFolder clips)
      throws InterruptedException {
    String topic = ground.jobsTopic();
    try (JobTopic sender = ground.sender(topic)) {
      for (int job = 0; job < JOBS; job++) {
        Path clip = clips.clip(way.recordingOf(job));
        int number = job;
        way.analysisOf(job, Ground.PARTITIONS)
            .ifPresentOrElse(
                analysis -> sender.sendFile(number, clip, analysis),
                () -> sender.sendFile(number, clip));
      }
      sender.flush();
    }
    return topic;
  }

  private Table table(List<WayRun> runs) {
    Table table =
        new Table(
            "analysis",
            "audio s/s",
            "CPU s an hour",
            "resident MB",
            "longest outside poll, ms",
            "thrown out",
            "results again");
    for (Way way : ways) {
      table.row(
          way.title(),
          median("%,.0f", runs, way, WayRun::audioSecondsPerSecond),
          median("%.1f", runs, way, WayRun::cpuSecondsPerHour),
          median("%.0f", runs, way, WayRun::residentMegabytes),
          median("%,.0f", runs, way, run -> run.outsidePoll().longest()),
          median("%.0f", runs, way, WayRun::thrownOut),
          median("%,.0f", runs, way, WayRun::again));
    }
    return table;
  }

  private static String median(
      String format, List<WayRun> runs, Way way, ToDoubleFunction<WayRun> column) {
    double value =
        Statistics.median(
            runs.stream().filter(run -> run.way() == way).map(column::applyAsDouble).toList());
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }
}
