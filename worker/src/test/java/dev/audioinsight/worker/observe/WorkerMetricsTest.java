package dev.audioinsight.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(registry);

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void shouldCountAFailedJobUnderItsCodeAlone(ErrorCode code) {
    metrics.answered(failed(code));

    assertThat(registry.get("audio.insight.jobs").counters())
        .hasSize(ErrorCode.values().length + 1)
        .filteredOn(counter -> counter.count() > 0)
        .singleElement()
        .satisfies(
            counter -> {
              assertThat(counter.count()).isEqualTo(1);
              assertThat(counter.getId().getTag("status")).isEqualTo("failed");
              assertThat(counter.getId().getTag("code")).isEqualTo(code.name());
            });
  }

  @Test
  void shouldAskForAFigureWhenSomebodyLooks() {
    AtomicLong held = new AtomicLong(1);
    metrics.gauge("spool.used", "Fetched audio that is held", "bytes", held::get);

    held.set(7);

    assertThat(registry.get("audio.insight.spool.used").gauge().value()).isEqualTo(7);
  }

  @Test
  void shouldCountNoAudioOfAFailedJob() {
    metrics.answered(failed(ErrorCode.CORRUPT_AUDIO));

    assertThat(registry.get("audio.insight.audio").counter().count()).isZero();
    assertThat(registry.get("audio.insight.real.time.factor").summary().count()).isZero();
  }

  @Test
  void shouldTimeOnlyTheStagesThatRan() {
    metrics.answered(completed(2_000, new Timing(0, 0, 4, 30, 0, 40)));

    assertThat(stageCount("queued")).isEqualTo(1);
    assertThat(stageCount("fetch")).isZero();
    assertThat(stageCount("decode")).isEqualTo(1);
    assertThat(stageCount("vad")).isEqualTo(1);
    assertThat(stageCount("speakers")).isZero();
    assertThat(stageCount("total")).isEqualTo(1);
  }

  @Test
  void shouldRelateTheWorkToTheAudio() {
    metrics.answered(completed(2_000, new Timing(1_000, 0, 4, 30, 0, 40)));
    metrics.answered(completed(1_000, new Timing(0, 0, 4, 30, 0, 40)));

    assertThat(registry.get("audio.insight.audio").counter().count()).isEqualTo(3.0);
    assertThat(registry.get("audio.insight.real.time.factor").summary().totalAmount())
        .isCloseTo(0.06, within(1e-9));
  }

  @Test
  void shouldKnowNoFactorForARecordingWithoutAnySample() {
    metrics.answered(completed(0, new Timing(0, 0, 1, 0, 0, 1)));

    assertThat(registry.get("audio.insight.real.time.factor").summary().count()).isZero();
  }

  @Test
  void shouldTakeTheMedianOfTheWorkSoThatOneLongJobMovesItLittle() {
    Stream.of(100, 120, 110, 600_000, 90)
        .forEach(millis -> metrics.answered(completed(1_000, new Timing(0, 0, 0, 0, 0, millis))));

    assertThat(metrics.medianAnalysisSeconds()).isEqualTo(0.11);
  }

  @Test
  void shouldNotKnowTheBacklogInSecondsBeforeTheFirstJob() {
    SnapshotHolder snapshots = new SnapshotHolder();
    new SnapshotGauges(snapshots, metrics).bindTo(registry);

    assertThat(registry.get("audio.insight.backlog").gauge().value()).isZero();
    snapshots.publish(Views.busy());
    assertThat(registry.get("audio.insight.backlog").gauge().value()).isNaN();
  }

  @Test
  void shouldCountEachCallFromAnyThread() throws Exception {
    Callable<Void> calls =
        () -> {
          for (int i = 0; i < 1_000; i++) {
            metrics.transactionCommitted();
            metrics.transactionAborted();
            metrics.redelivered();
            metrics.skipped();
            metrics.deadLettered();
            metrics.lateResultDropped();
            metrics.retried();
            metrics.shortened(1);
          }
          return null;
        };

    ExecutorService threads = Executors.newFixedThreadPool(4);
    threads.invokeAll(List.of(calls, calls, calls, calls));
    threads.shutdown();

    assertThat(registry.get("audio.insight.transactions").counters())
        .map(counter -> counter.count())
        .containsExactly(4_000.0, 4_000.0);
    assertThat(
            Stream.of(
                "redelivered",
                "skipped",
                "dead.lettered",
                "late.results.dropped",
                "retries",
                "records.shortened"))
        .map(name -> registry.get("audio.insight." + name).counter().count())
        .containsOnly(4_000.0);
  }

  private long stageCount(String stage) {
    return registry.get("audio.insight.stage").tag("stage", stage).timer().count();
  }

  private static Result completed(long durationMs, Timing timing) {
    return new Result.Completed(
        "a",
        new AudioInfo(durationMs, 16_000, 1, "wav", "0".repeat(64)),
        new Speech(0, 0, List.of()),
        null,
        null,
        null,
        timing,
        null,
        null);
  }

  private static Result failed(ErrorCode code) {
    return new Result.Failed(
        "a",
        new JobError(code, "why", false),
        null,
        null,
        new Timing(0, 0, 0, 0, 0, 0),
        null,
        null);
  }
}
