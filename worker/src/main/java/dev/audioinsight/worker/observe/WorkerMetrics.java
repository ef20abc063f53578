package dev.audioinsight.worker.observe;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Timing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * The counters and timers of the worker, {@code audio_insight_…} in Prometheus. Call a method when
 * what it says is confirmed. Thread-safe.
 */
public final class WorkerMetrics {
  /** The timer of what a turn takes outside poll. */
  public static final String OUTSIDE_POLL = "audio.insight.poll.outside";

  /** Jobs whose analysis time makes the backlog's median: a few minutes of a busy worker. */
  private static final int MEDIAN_JOBS = 255;

  /** From 5 ms to the default time limit of a job. */
  private static final Duration[] STAGE_BUCKETS =
      LongStream.of(
              5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
              600_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final RunningMedian analysisSeconds = new RunningMedian(MEDIAN_JOBS);
  private final RunningMedian recordingSeconds = new RunningMedian(MEDIAN_JOBS);
  private final RecentFailures recentFailures = new RecentFailures(InstantSource.system());
  private final Counter ok;
  private final Map<ErrorCode, Counter> failed = new EnumMap<>(ErrorCode.class);
  private final Timer queued;
  private final Timer fetch;
  private final Timer decode;
  private final Timer vad;
  private final Timer speakers;
  private final Timer total;
  private final Counter audioSeconds;
  private final DistributionSummary realTimeFactor;
  private final Counter committed;
  private final Counter aborted;
  private final Counter redelivered;
  private final Counter skipped;
  private final Counter deadLettered;
  private final Counter retries;
  private final Counter shortened;
  private final Counter lateResultsDropped;
  private final Counter deaths;
  private final Counter suspects;
  private final Counter soloRuns;
  private final Map<BrokerTrouble, Counter> troubles = new EnumMap<>(BrokerTrouble.class);
  private final Timer turns;
  private final Timer outsidePoll;

  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    ok = jobs(registry, "ok", "none");
    for (ErrorCode code : ErrorCode.values()) {
      failed.put(code, jobs(registry, "failed", code.name()));
    }
    queued = stage(registry, "queued");
    fetch = stage(registry, "fetch");
    decode = stage(registry, "decode");
    vad = stage(registry, "vad");
    speakers = stage(registry, "speakers");
    total = stage(registry, "total");
    audioSeconds =
        Counter.builder("audio.insight.audio")
            .description("Length of the recordings that were analysed")
            .baseUnit("seconds")
            .register(registry);
    realTimeFactor =
        DistributionSummary.builder("audio.insight.real.time.factor")
            .description("Seconds of work for one second of audio, by job")
            .serviceLevelObjectives(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)
            .register(registry);
    committed = transactions(registry, "committed");
    aborted = transactions(registry, "aborted");
    redelivered =
        counter(registry, "redelivered", "Jobs begun that an earlier owner had begun before");
    skipped = counter(registry, "skipped", "Records polled that had been answered before");
    deadLettered = counter(registry, "dead.lettered", "Records sent to the dead-letter topic");
    retries = counter(registry, "retries", "Attempts that failed and are followed by another");
    shortened =
        counter(
            registry,
            "records.shortened",
            "Results and dead letters that went out shorter, for the broker takes no larger ones");
    lateResultsDropped =
        counter(
            registry, "late.results.dropped", "Results of partitions that are assigned no more");
    deaths = counter(registry, "owner.deaths", "Partitions taken over from an owner that had died");
    suspects =
        counter(registry, "crash.suspects", "Jobs suspected of ending their worker, at the most");
    soloRuns = counter(registry, "solo.runs", "Suspected jobs begun alone in the process");
    for (BrokerTrouble trouble : BrokerTrouble.values()) {
      troubles.put(trouble, troubles(registry, trouble));
    }
    turns =
        Timer.builder("audio.insight.poll.turn")
            .description("Turns of the poll thread, the poll's own waiting included")
            .register(registry);
    outsidePoll =
        Timer.builder(OUTSIDE_POLL)
            .description(
                "The part of each turn that the poll thread is not in poll, where it waits"
                    + " and where partitions come and go")
            .publishPercentiles(0.5, 0.99, 0.999)
            .percentilePrecision(2)
            .minimumExpectedValue(Duration.ofNanos(10_000))
            .register(registry);
  }

  /** A result is confirmed: counts the job, its stages and its audio. */
  public void answered(Result result) {
    counterOf(result).increment();
    if (result.timing() != null) {
      timed(result.timing());
    }
    if (result instanceof Result.Failed failed) {
      recentFailures.add(failed);
    }
    if (result instanceof Result.Completed completed) {
      analysed(completed.audio(), completed.timing());
    }
  }

  public void transactionCommitted() {
    committed.increment();
  }

  public void transactionAborted() {
    aborted.increment();
  }

  /** A job is begun that an earlier owner of its partition had begun. */
  public void redelivered() {
    redelivered.increment();
  }

  /** A record was polled that had been answered before. */
  public void skipped() {
    skipped.increment();
  }

  /** A record is in the dead-letter topic, confirmed. */
  public void deadLettered() {
    deadLettered.increment();
  }

  /** An attempt has failed, and another will be made. */
  public void retried() {
    retries.increment();
  }

  /** So many records of an answer went out in a shorter form. */
  public void shortened(int records) {
    shortened.increment(records);
  }

  /** A result came for a partition that is assigned no more. */
  public void lateResultDropped() {
    lateResultsDropped.increment();
  }

  /** A partition was taken over from an owner that died with its jobs in flight. */
  public void deathFound() {
    deaths.increment();
  }

  /** So many jobs at the most came under suspicion of ending their worker. */
  public void suspected(int jobs) {
    suspects.increment(jobs);
  }

  /** A suspected job is begun, alone in the process. */
  public void ranAlone() {
    soloRuns.increment();
  }

  /** Trouble with the broker has begun, or has happened. */
  public void troubled(BrokerTrouble trouble) {
    troubles.get(trouble).increment();
  }

  /**
   * A turn of the poll thread has ended.
   *
   * @param polledNanos the part of it that was spent in polls, rebalances included
   */
  public void turnTook(long nanos, long polledNanos) {
    turns.record(nanos, TimeUnit.NANOSECONDS);
    outsidePoll.record(nanos - polledNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Shows a figure of now, which is asked for whenever somebody looks.
   *
   * @param unit null for a number of things
   * @param figure thread-safe and quick
   */
  public void gauge(String name, String description, String unit, Supplier<Number> figure) {
    Gauge.builder("audio.insight." + name, figure)
        .description(description)
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }

  /** Seconds of work that a job takes, in the median of the last ones; NaN before the first. */
  double medianAnalysisSeconds() {
    return analysisSeconds.get();
  }

  /** Seconds that a recording lasts, in the median of the last ones; NaN before the first. */
  double medianAudioSeconds() {
    return recordingSeconds.get();
  }

  long answeredOk() {
    return (long) ok.count();
  }

  long failed(ErrorCode code) {
    return (long) failed.get(code).count();
  }

  double audioSeconds() {
    return audioSeconds.count();
  }

  RecentFailures recentFailures() {
    return recentFailures;
  }

  private Counter counterOf(Result result) {
    return result instanceof Result.Failed failure ? counterOf(failure.error()) : ok;
  }

  private Counter counterOf(JobError error) {
    return failed.get(error.code());
  }

  /** A stage of 0 ms did not run, or was too short to be told from one that did not. */
  private void timed(Timing timing) {
    queued.record(timing.queuedMs(), TimeUnit.MILLISECONDS);
    recordIfRun(fetch, timing.fetchMs());
    recordIfRun(decode, timing.decodeMs());
    recordIfRun(vad, timing.vadMs());
    recordIfRun(speakers, timing.speakersMs());
    total.record(timing.totalMs(), TimeUnit.MILLISECONDS);
    analysisSeconds.add(timing.totalMs() / 1e3);
  }

  private static void recordIfRun(Timer timer, long millis) {
    if (millis > 0) {
      timer.record(millis, TimeUnit.MILLISECONDS);
    }
  }

  private void analysed(AudioInfo audio, Timing timing) {
    if (audio.durationMs() == null || audio.durationMs() == 0) {
      return;
    }
    audioSeconds.increment(audio.durationMs() / 1e3);
    recordingSeconds.add(audio.durationMs() / 1e3);
    if (timing != null) {
      realTimeFactor.record((double) timing.totalMs() / audio.durationMs());
    }
  }

  private static Counter jobs(MeterRegistry registry, String status, String code) {
    return Counter.builder("audio.insight.jobs")
        .description("Jobs answered, by status and code")
        .tag("status", status)
        .tag("code", code)
        .register(registry);
  }

  private static Timer stage(MeterRegistry registry, String stage) {
    return Timer.builder("audio.insight.stage")
        .description("Time of a job in each stage; total is all but queued")
        .tag("stage", stage)
        .serviceLevelObjectives(STAGE_BUCKETS)
        .register(registry);
  }

  private static Counter transactions(MeterRegistry registry, String outcome) {
    return Counter.builder("audio.insight.transactions")
        .description("Transactions by their outcome")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static Counter troubles(MeterRegistry registry, BrokerTrouble trouble) {
    return Counter.builder("audio.insight.broker.troubles")
        .description("Troubles with the broker, by kind; one that lasts counts once")
        .tag("kind", trouble.tag())
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder("audio.insight." + name).description(description).register(registry);
  }
}
