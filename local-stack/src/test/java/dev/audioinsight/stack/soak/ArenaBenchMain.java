package dev.audioinsight.stack.soak;

import com.sun.management.OperatingSystemMXBean;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.stack.harness.ParentWatch;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.NetworkMemory;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.insight.ModelChoice;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Analyses the recordings of a folder on two threads and prints what that took. Arguments: the
 * folder, the number of analyses, and the three parts of a {@link NetworkMemory}.
 */
final class ArenaBenchMain {
  /** What precedes the figures in the output. */
  static final String FIGURES = "FIGURES ";

  private static final int THREADS = 2;
  private static final int HALF = 2;

  private ArenaBenchMain() {}

  public static void main(String[] args) throws Exception {
    ParentWatch.endWithParent();
    Path folder = Path.of(args[0]);
    int analyses = Integer.parseInt(args[1]);
    NetworkMemory memory =
        new NetworkMemory(
            Boolean.parseBoolean(args[2]),
            Boolean.parseBoolean(args[3]),
            Boolean.parseBoolean(args[4]));
    try (InsightEngine engine =
        InsightEngine.load(
            ModelStore.open(Path.of("..", "models"), memory),
            ModelChoice.OWN,
            new AudioFetcher(List.of(folder)),
            Limits.DEFAULT)) {
      List<byte[]> jobs = jobs(folder);
      // The first half warms the JVM up and lets the arenas grow; the second half is timed.
      run(engine, jobs, analyses / HALF);
      long start = System.nanoTime();
      long cpuStart = cpuNanos();
      run(engine, jobs, analyses / HALF);
      print(analyses / HALF, (System.nanoTime() - start) / 1e9, (cpuNanos() - cpuStart) / 1e9);
    }
    System.exit(0);
  }

  private static List<byte[]> jobs(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .sorted()
          .map(file -> "{\"audio\":{\"uri\":\"" + file.toUri() + "\"}}")
          .map(job -> job.getBytes(StandardCharsets.UTF_8))
          .toList();
    }
  }

  private static void run(InsightEngine engine, List<byte[]> jobs, int count) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(
          threads.submit(
              () -> {
                for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                  byte[] job = jobs.get(n % jobs.size());
                  engine.process(JobCodec.decode(job, "bench"), new Cancellation());
                }
                return null;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
    threads.shutdown();
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void print(int analyses, double seconds, double cpuSeconds) throws Exception {
    ResidentMemory memory = new ResidentMemory(ProcessHandle.current().pid());
    System.out.printf(
        Locale.ROOT,
        "%s%.0f %.0f %.2f %.2f%n",
        FIGURES,
        memory.peakMegabytes(),
        memory.megabytes(),
        analyses / seconds,
        analyses / cpuSeconds);
  }
}
