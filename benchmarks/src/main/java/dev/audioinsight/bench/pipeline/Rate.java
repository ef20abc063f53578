package dev.audioinsight.bench.pipeline;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.engine.Ground;
import dev.audioinsight.bench.engine.JobTopic;
import dev.audioinsight.bench.harness.ChildJvm;
import dev.audioinsight.bench.harness.ClipFolder;
import dev.audioinsight.bench.harness.ResultReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many seconds of audio a second were analysed. Immutable.
 *
 * @param clipSeconds length of each recording
 * @param throughKafka from topic to result, or in a bare loop
 */
record Rate(int clipSeconds, int threads, boolean throughKafka, double audioSecondsPerSecond) {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final int WARM_JOBS = 20;

  /**
   * The same analysis without Kafka.
   *
   * @param warm how long it has worked before anything counts
   * @param window what counts
   */
  static Rate bare(ClipFolder clips, int threads, Duration warm, Duration window)
      throws InterruptedException {
    try (ChildJvm process = start(clips, threads, List.of())) {
      long ended = 0;
      while (ended < WARM_JOBS) {
        TimeUnit.MILLISECONDS.sleep(50);
        ended = ended(process);
      }
      TimeUnit.NANOSECONDS.sleep(warm.toNanos());
      long first = ended(process);
      long start = System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(window.toNanos());
      long jobs = ended(process) - first;
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Rate(clips.seconds(), threads, false, jobs * clips.seconds() / seconds);
    }
  }

  /**
   * From topic to result, as a {@code read_committed} reader sees them.
   *
   * @param bare what to expect at most
   * @param warm how long it has worked before anything counts
   * @param window what counts
   */
  static Rate throughKafka(
      Ground ground, ClipFolder clips, Rate bare, Duration warm, Duration window)
      throws InterruptedException {
    double jobsPerSecond = bare.audioSecondsPerSecond() / bare.clipSeconds();
    int jobs = WARM_JOBS + (int) (1.5 * jobsPerSecond * (warm.plus(window).toSeconds() + 2));
    String jobsTopic = ground.jobsTopic();
    ArmSettings settings = ground.settings(jobsTopic, bare.threads());
    fill(ground, jobsTopic, clips, jobs);
    try (ResultReader results =
            new ResultReader(settings.bootstrapServers(), settings.results(), jobs);
        ChildJvm process = start(clips, bare.threads(), settings.toArguments())) {
      if (!results.awaitSeen(WARM_JOBS, START_LIMIT)) {
        throw new IllegalStateException("the worker answers nothing");
      }
      TimeUnit.NANOSECONDS.sleep(warm.toNanos());
      int first = results.seen();
      long start = System.nanoTime();
      results.awaitSeen(jobs, window);
      int seen = results.seen() - first;
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Rate(
          bare.clipSeconds(), bare.threads(), true, seen * bare.clipSeconds() / seconds);
    } finally {
      ground.remove(settings);
      ground.remove(jobsTopic);
    }
  }

  private static void fill(Ground ground, String topic, ClipFolder clips, int jobs) {
    try (JobTopic sender = ground.sender(topic)) {
      for (int job = 0; job < jobs; job++) {
        sender.sendFile(job, clips.clip(job));
      }
      sender.flush();
    }
  }

  private static ChildJvm start(ClipFolder clips, int threads, List<String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of(clips.path().toString(), Integer.toString(threads)));
    arguments.addAll(settings);
    return ChildJvm.start("analyst", ChildJvm.WORKER_HEAP, AnalystMain.class, arguments);
  }

  private static long ended(ChildJvm process) throws InterruptedException {
    process.say("");
    return Long.parseLong(process.await(AnalystMain.ENDED, START_LIMIT));
  }
}
