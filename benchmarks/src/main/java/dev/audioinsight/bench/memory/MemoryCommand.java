package dev.audioinsight.bench.memory;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.engine.Ground;
import dev.audioinsight.bench.engine.JobTopic;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.LongRecording;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.ResultReader;
import dev.audioinsight.bench.harness.Statistics;
import dev.audioinsight.bench.harness.Table;
import dev.audioinsight.bench.harness.Versions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench memory}. */
@Command(
    name = "memory",
    description = {
      "Resident memory and heap of a worker with its default settings, started as its script does.",
      "Idle, under full load with records of 1 MB, and with one recording of an hour."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class MemoryCommand implements Callable<Integer> {
  /** In Base64 within Kafka's default limit of 1 MB for a record. */
  private static final int INLINE_SECONDS = 24;

  private static final int HOUR_SECONDS = 3_600;
  private static final int MOST_JOBS = 4_000;
  private static final Duration HOUR_LIMIT = Duration.ofMinutes(5);

  @Option(names = "--long", description = "Ten minutes of load.")
  boolean isLong;

  @Spec CommandSpec spec;

  private final Map<String, List<WatchedWorker.Held>> phases = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("bench memory", Versions.all(), spec.commandLine().getOut());
    Path folder = Files.createTempDirectory("bench-memory-");
    Path clip = folder.resolve("clip.wav");
    Path hour = folder.resolve("hour.wav");
    try (Ground ground = new Ground()) {
      LongRecording.write(clip, 0, INLINE_SECONDS);
      LongRecording.write(hour, 0, HOUR_SECONDS);
      measure(ground, folder, clip, hour);
    } finally {
      Files.deleteIfExists(clip);
      Files.deleteIfExists(hour);
      Files.delete(folder);
    }
    report.table("megabytes of a worker with default settings", table());
    report.runs("phases", phases);
    report.write(Home.results());
    return 0;
  }

  private void measure(Ground ground, Path folder, Path clip, Path hour)
      throws IOException, InterruptedException {
    String jobsTopic = ground.jobsTopic();
    ArmSettings settings = ground.settings(jobsTopic, 0);
    try (JobTopic sender = ground.sender(jobsTopic);
        ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), MOST_JOBS + 1);
        WatchedWorker worker = new WatchedWorker(settings, folder)) {
      worker.awaitReady();
      watch("idle", worker, Duration.ofSeconds(5), () -> false);
      byte[] audio = Files.readAllBytes(clip);
      int jobs = isLong ? MOST_JOBS : 700;
      for (int job = 0; job < jobs; job++) {
        sender.sendInline(job, audio);
      }
      sender.flush();
      Duration load = Duration.ofSeconds(isLong ? 600 : 40);
      watch("records of 1 MB", worker, load, () -> results.seen() == jobs);
      results.awaitSeen(jobs, HOUR_LIMIT);
      sender.sendFile(MOST_JOBS, hour);
      watch("one hour", worker, HOUR_LIMIT, () -> results.seen() > jobs);
    }
  }

  private void watch(String phase, WatchedWorker worker, Duration limit, BooleanSupplier over)
      throws IOException, InterruptedException {
    List<WatchedWorker.Held> looks = new ArrayList<>();
    long deadline = System.nanoTime() + limit.toNanos();
    while (!over.getAsBoolean() && System.nanoTime() - deadline < 0) {
      looks.add(worker.held());
      TimeUnit.MILLISECONDS.sleep(250);
    }
    phases.put(phase, looks);
  }

  private Table table() {
    Table table =
        new Table("", "looks", "resident, median", "at most", "heap in use, median", "at most");
    phases.forEach(
        (phase, looks) ->
            table.row(
                phase,
                looks.size(),
                share(looks, WatchedWorker.Held::resident, 0.5),
                share(looks, WatchedWorker.Held::resident, 1),
                share(looks, WatchedWorker.Held::heap, 0.5),
                share(looks, WatchedWorker.Held::heap, 1)));
    return table;
  }

  private static String share(
      List<WatchedWorker.Held> looks, ToDoubleFunction<WatchedWorker.Held> column, double share) {
    double[] values = looks.stream().mapToDouble(column).toArray();
    return String.format(Locale.ROOT, "%.0f", Statistics.percentile(values, share));
  }
}
