package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Feared: an answer that waits longer for the poll to end than its job took. */
class PollWaitTest {
  private static final Duration LONGEST = Duration.ofMillis(250);
  private static final Duration BUSY = Duration.ofMillis(5);
  private static final int THREADS = 2;

  private long now;
  private final PollWait wait = new PollWait(LONGEST, BUSY, THREADS, () -> now);

  @Test
  void shouldWaitShortlyForTheAnswerOfAJobThatHasJustCome() {
    wait.progressed();
    pass(Duration.ofHours(1));

    wait.progressed();

    assertThat(wait.whenBusy(0, false)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldNotWaitAtAllForTheFirstAnswerOfAnIdleWorker() {
    wait.whenIdle();
    wait.progressed();

    pass(Duration.ofNanos(999_999));
    assertThat(wait.whenBusy(0, false)).isZero();

    pass(Duration.ofNanos(1));
    assertThat(wait.whenBusy(0, false))
        .as("it is a job that takes a while")
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldWaitForTheSecondAnswer() {
    wait.whenIdle();
    wait.progressed();
    wait.progressed();

    assertThat(wait.whenBusy(0, false)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldAddAQuarterAtMostToAJobOfMiddleLength() {
    wait.progressed();

    pass(Duration.ofMillis(12));

    assertThat(wait.whenBusy(0, false)).isEqualTo(Duration.ofMillis(3));
  }

  @Test
  void shouldTurnSeldomWhileALongJobRuns() {
    wait.progressed();

    pass(Duration.ofMinutes(10));

    assertThat(wait.whenBusy(0, false)).isEqualTo(BUSY);
  }

  @Test
  void shouldGatherAnswersForAQuarterOfTheTimeInWhichTheLineRunsDry() {
    aWaveComesBack(12, Duration.ofMillis(20));

    assertThat(wait.whenBusy(10, false)).as("one in 10 ms").isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void shouldCountTheTimeSinceTheLastPublication() {
    aWaveComesBack(12, Duration.ofMillis(20));
    wait.published();
    assertThat(wait.isGathering(10)).isTrue();
    assertThat(wait.whenBusy(10, true)).isEqualTo(Duration.ofMillis(25));

    pass(Duration.ofMillis(24));
    assertThat(wait.isGathering(10)).isTrue();
    assertThat(wait.whenBusy(10, false)).isEqualTo(Duration.ofMillis(25));
    assertThat(wait.whenBusy(10, true)).as("as for any answer").isEqualTo(BUSY);

    pass(Duration.ofMillis(1));
    assertThat(wait.isGathering(10)).isFalse();
  }

  @Test
  void shouldNotHoldBackWhatNoJobWaitsBehind() {
    aWaveComesBack(12, Duration.ofMillis(20));
    wait.published();

    assertThat(wait.isGathering(0)).isFalse();
  }

  @Test
  void shouldMeasureAnew() {
    aWaveComesBack(100, Duration.ofMillis(20));
    pass(Duration.ofMillis(8));
    wait.turned(4, 94);

    assertThat(wait.whenBusy(10, false)).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void shouldCountTheTurnsInWhichNoneCameBack() {
    wait.turned(0, 12);
    pass(Duration.ofMillis(20));
    wait.turned(0, 12);
    pass(Duration.ofMillis(20));
    wait.turned(2, 10);

    assertThat(wait.whenBusy(10, false)).as("one in 20 ms").isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shouldNotTakeTheFirstOfAWaveForAllOfIt() {
    wait.turned(0, 12);
    pass(Duration.ofMillis(20));
    wait.turned(1, 11);

    assertThat(wait.whenBusy(11, false)).as("not known yet").isEqualTo(BUSY);

    wait.turned(1, 10);
    assertThat(wait.whenBusy(10, false)).as("one in 10 ms").isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void shouldGatherNoLongerThanItIsTold() {
    aWaveComesBack(500, Duration.ofMinutes(1));

    assertThat(wait.whenBusy(498, false)).isEqualTo(LONGEST);
  }

  @Test
  void shouldTurnSeldomWhereLongJobsComeAfterShortOnes() {
    aWaveComesBack(100, Duration.ofMillis(1));
    wait.progressed();

    pass(Duration.ofMinutes(1));

    assertThat(wait.whenBusy(8, false)).isEqualTo(BUSY);
  }

  @Test
  void shouldNotGatherBeforeItKnowsHowFastJobsComeBack() {
    wait.turned(0, 400);

    assertThat(wait.whenBusy(400, false)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldForgetHowFastJobsCameBackWhenTheLineWasEmpty() {
    wait.progressed();
    aWaveComesBack(12, Duration.ofMinutes(1));
    pass(Duration.ofMinutes(1));
    wait.turned(10, 0);
    pass(Duration.ofHours(1));

    wait.turned(0, 100);
    wait.progressed();

    assertThat(wait.whenBusy(100, false)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldNotGatherWhereSomethingElseIsWaitedFor() {
    aWaveComesBack(500, Duration.ofMinutes(1));

    assertThat(wait.whenBusy()).isEqualTo(BUSY);
  }

  @Test
  void shouldNeverWaitLongerThanItIsTold() {
    PollWait impatient = new PollWait(Duration.ZERO, Duration.ZERO, THREADS, () -> now);

    assertThat(impatient.whenBusy(1, false)).isZero();
    assertThat(impatient.whenIdle()).isZero();
  }

  /** As many as there are threads come back after some time; the rest of the jobs is in line. */
  private void aWaveComesBack(int jobs, Duration time) {
    wait.turned(0, jobs);
    pass(time);
    wait.turned(THREADS, jobs - THREADS);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
