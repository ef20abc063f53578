package dev.audioinsight.bench.pipeline;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Orders;
import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The process that analyses. Arguments: a folder of recordings, how many threads, and settings of a
 * worker; without these it analyses the recordings in turn, over and over, in a bare loop on each
 * thread. It answers each line by how many jobs have ended, and ends with its standard input.
 */
public final class AnalystMain {
  static final String ENDED = "ENDED ";

  private AnalystMain() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int threads = Integer.parseInt(args[1]);
    InsightEngine insight =
        InsightEngine.load(Home.models(), new AudioFetcher(List.of(folder)), Limits.DEFAULT);
    LongAdder ended = new LongAdder();
    if (args.length > 2) {
      work(ArmSettings.of(Arrays.asList(args).subList(2, args.length)), threads, insight, ended);
    } else {
      loop(recordings(folder), threads, insight, ended);
    }
    Orders.answer(ENDED, () -> Long.toString(ended.sum()));
  }

  private static List<Path> recordings(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void work(
      ArmSettings settings, int threads, InsightEngine insight, LongAdder ended) {
    Worker.start(
        new WorkerSettings(settings.worker(Delivery.EXACTLY_ONCE), threads, "bench", "bench"),
        (job, cancellation) -> {
          try {
            return insight.process(job, cancellation);
          } finally {
            ended.increment();
          }
        });
  }

  private static void loop(
      List<Path> recordings, int threads, InsightEngine insight, LongAdder ended) {
    for (int i = 0; i < threads; i++) {
      int first = i;
      Thread thread = new Thread(() -> analyseAll(recordings, first, insight, ended), "bare-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void analyseAll(
      List<Path> recordings, int first, InsightEngine insight, LongAdder ended) {
    try {
      for (int i = first; ; i = (i + 1) % recordings.size()) {
        Path file = recordings.get(i);
        insight.process(
            Job.of(file.getFileName().toString(), new AudioSource.Remote(file.toUri())),
            new Cancellation());
        ended.increment();
      }
    } catch (JobFailedException e) {
      throw new IllegalStateException(e);
    }
  }
}
