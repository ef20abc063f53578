package dev.audioinsight.bench.insight;

import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.LongRecording;
import dev.audioinsight.bench.harness.ProcessCpu;
import dev.audioinsight.bench.harness.Report;
import dev.audioinsight.bench.harness.Versions;
import dev.audioinsight.worker.insight.StageCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight bench insight}. */
@Command(
    name = "insight",
    description = {
      "Processor time for an hour of audio, by stage, against Silero VAD alone in the same run.",
      "Silero's ONNX runs as usual, in chunks of 32 ms with a state, decoding not counted."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class InsightCommand implements Callable<Integer> {
  @Option(names = "--long", description = "Five rounds; ten minutes.")
  boolean isLong;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "Length of the recording; figures are for an hour (default ${DEFAULT-VALUE}).")
  int minutes;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = new Report("bench insight", Versions.all(), spec.commandLine().getOut());
    Path silero = Home.sharedModels().resolve(Path.of("silero-vad", "silero_vad.onnx"));
    Optional<Path> found = Optional.of(silero).filter(Files::isRegularFile);
    if (found.isEmpty()) {
      report.note("SKIPPED: Silero VAD, for there is no ../shared/models beside the project\n");
    }
    Path recording = Files.createTempFile("bench-insight-", ".wav");
    try (StageCosts costs = new StageCosts(Home.models(), found)) {
      LongRecording.write(recording, 0, minutes * 60);
      List<InsightRun> runs = new ArrayList<>();
      once(costs, recording, 1);
      for (int round = 0; round < (isLong ? 5 : 1); round++) {
        for (int threads : List.of(1, 2)) {
          runs.add(once(costs, recording, threads));
        }
      }
      InsightTable table = new InsightTable(runs, 60.0 / minutes);
      report.table("CPU seconds for an hour of audio (16-bit WAV, 16 kHz, mono)", table.stages());
      report.runs("runs", runs);
    } finally {
      Files.delete(recording);
    }
    report.write(Home.results());
    return 0;
  }

  private static InsightRun once(StageCosts costs, Path recording, int threads)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Measured<StageCosts.Cost> insight = all(pool, threads, () -> costs.insight(recording));
      Optional<Measured<Long>> silero =
          costs.hasSilero()
              ? Optional.of(all(pool, threads, () -> costs.silero(recording)))
              : Optional.empty();
      return InsightRun.of(threads, insight, silero);
    } finally {
      pool.shutdown();
    }
  }

  /** Does the same on each thread at once. */
  private static <T> Measured<T> all(ExecutorService pool, int threads, Callable<T> work)
      throws InterruptedException {
    long cpu = ProcessCpu.nanos();
    long start = System.nanoTime();
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> future : pool.invokeAll(Collections.nCopies(threads, work))) {
        results.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return new Measured<>(results, System.nanoTime() - start, ProcessCpu.nanos() - cpu);
  }

  /**
   * What all threads did.
   *
   * @param cpuNanos of the whole process, collector and compiler included
   */
  record Measured<T>(List<T> results, long wallNanos, long cpuNanos) {}
}
