package dev.audioinsight.bench.concurrency;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Orders;
import dev.audioinsight.bench.harness.ProcessCpu;
import dev.audioinsight.bench.harness.TurnTimes;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The process of one way. Arguments: the way, a folder of recordings, and its settings. It answers
 * each line by the processor time that it took and by the figures of its polling thread, and ends
 * with its standard input.
 */
final class WayMain {
  static final String READING = "READING ";

  private WayMain() {}

  public static void main(String[] args) throws IOException {
    Way way = Way.valueOf(args[0]);
    Path folder = Path.of(args[1]);
    ArmSettings settings = ArmSettings.of(Arrays.asList(args).subList(2, args.length));
    InsightEngine insight =
        InsightEngine.load(Home.models(), new AudioFetcher(List.of(folder)), Limits.DEFAULT);
    TurnTimes turns = new TurnTimes();
    start(way, settings, insight, turns);
    Orders.answer(READING, () -> ProcessCpu.nanos() + " " + turns.take().toLine());
  }

  private static void start(Way way, ArmSettings settings, InsightEngine insight, TurnTimes turns) {
    switch (way) {
      case BLOCKING -> WaitingLoop.blocking(settings, insight, turns, WaitingLoop.KAFKAS_DEFAULT);
      case BLOCKING_ONE -> WaitingLoop.blocking(settings, insight, turns, 1);
      case WAITING -> WaitingLoop.onOnePool(settings, insight, turns);
      case POOL_PER_JOB -> Concurrent.withPoolPerJob(settings, insight, turns);
      case TWO_JOBS, CONCURRENT -> Concurrent.withOnePool(settings, insight, turns);
    }
  }
}
