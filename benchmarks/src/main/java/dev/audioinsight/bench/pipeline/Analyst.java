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
 * A process that analyses recordings, and stands still but for its turns: so two are warm at one
 * time, and are measured within the same seconds. Confined to one thread.
 */
abstract class Analyst implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);
  private static final int WARM_JOBS = 20;

  private final ClipFolder clips;
  private final int threads;
  private final ChildJvm process;
  private long workedNanos;
  private long done;

  private Analyst(ClipFolder clips, int threads, List<String> settings) {
    this.clips = clips;
    this.threads = threads;
    List<String> arguments =
        new ArrayList<>(List.of(clips.path().toString(), Integer.toString(threads)));
    arguments.addAll(settings);
    this.process = ChildJvm.start("analyst", ChildJvm.WORKER_OPTIONS, AnalystMain.class, arguments);
  }

  /** The analysis without Kafka, over and over; has begun, and stands still. */
  static Analyst bare(ClipFolder clips, int threads) throws InterruptedException {
    return new Bare(clips, threads).begun();
  }

  /**
   * From topic to result, as a {@code read_committed} reader sees them; has begun, and stands
   * still.
   *
   * @param jobs more than it will get through
   */
  static Analyst throughKafka(Ground ground, ClipFolder clips, int threads, int jobs)
      throws InterruptedException {
    String topic = ground.jobsTopic();
    ArmSettings settings = ground.settings(topic, threads);
    try (JobTopic sender = ground.sender(topic)) {
      for (int job = 0; job < jobs; job++) {
        sender.sendFile(job, clips.clip(job));
      }
      sender.flush();
    }
    return new ThroughKafka(ground, clips, threads, topic, settings, jobs).begun();
  }

  /** Recordings that are done; it must not stand still. */
  abstract long done() throws InterruptedException;

  ChildJvm process() {
    return process;
  }

  /**
   * Works for so long.
   *
   * @return recordings done by the end of it, since the start
   */
  long work(Duration time) throws InterruptedException {
    process.goOn();
    long start = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
    done = done();
    workedNanos += System.nanoTime() - start;
    process.standStill();
    return done;
  }

  /** What it does in its turns from now on. */
  Lap lap() {
    return new Lap();
  }

  Analyst begun() throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (done() < WARM_JOBS) {
      if (System.nanoTime() - deadline > 0) {
        close();
        throw new IllegalStateException("the worker answers nothing");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    process.standStill();
    return this;
  }

  @Override
  public void close() {
    process.close();
  }

  /** Some of its turns. */
  final class Lap {
    private final long doneBefore = done;
    private final long workedBefore = workedNanos;

    /** Of the turns until now. */
    Rate rate() {
      double seconds = (workedNanos - workedBefore) / 1e9;
      double audioSeconds = (done - doneBefore) * (double) clips.seconds();
      return new Rate(
          clips.seconds(), threads, Analyst.this instanceof ThroughKafka, audioSeconds / seconds);
    }
  }

  private static final class Bare extends Analyst {
    Bare(ClipFolder clips, int threads) {
      super(clips, threads, List.of());
    }

    @Override
    long done() throws InterruptedException {
      process().say("");
      return Long.parseLong(process().await(AnalystMain.ENDED, START_LIMIT));
    }
  }

  private static final class ThroughKafka extends Analyst {
    private final Ground ground;
    private final String topic;
    private final ArmSettings settings;
    private final ResultReader results;
    private final int jobs;

    ThroughKafka(
        Ground ground,
        ClipFolder clips,
        int threads,
        String topic,
        ArmSettings settings,
        int jobs) {
      super(clips, threads, settings.toArguments());
      this.ground = ground;
      this.topic = topic;
      this.settings = settings;
      this.results = new ResultReader(settings.bootstrapServers(), settings.results(), jobs);
      this.jobs = jobs;
    }

    @Override
    long done() {
      if (results.seen() == jobs) {
        throw new IllegalStateException("out of jobs");
      }
      return results.seen();
    }

    @Override
    public void close() {
      super.close();
      results.close();
      ground.remove(settings);
      ground.remove(topic);
    }
  }
}
