package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The kills of all arms, a few at a time: nothing is timed here. Immutable.
 *
 * @param jobs in front of each arm
 */
record KillTable(int jobs, List<KillRun> runs) {
  private static final int AT_ONCE = 3;

  static KillTable measure(Ground ground, List<Arm> arms, int jobs) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<KillRun>> futures = new ArrayList<>();
      for (Arm arm : arms) {
        futures.add(threads.submit(() -> KillRun.measure(ground, arm, jobs)));
      }
      List<KillRun> runs = new ArrayList<>();
      for (Future<KillRun> future : futures) {
        runs.add(future.get());
      }
      return new KillTable(jobs, runs);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  String conditions() {
    return "%,d jobs of 1 ms, pool of 16".formatted(jobs);
  }

  Table table() {
    Table table =
        new Table(
            "arm",
            "answered before the kill",
            "in flight at the kill",
            "answered ones run again",
            "duplicates",
            "lost");
    for (KillRun run : runs) {
      table.row(
          run.arm().title(),
          run.answeredBehind(),
          run.inFlight(),
          run.redelivered(),
          run.duplicates(),
          run.lost());
    }
    return table;
  }
}
