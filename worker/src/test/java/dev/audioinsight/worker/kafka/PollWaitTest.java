package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Feared: an answer that waits longer for the poll to end than its job took. */
class PollWaitTest {
  private static final Duration IDLE = Duration.ofMillis(250);
  private static final Duration BUSY = Duration.ofMillis(5);
  private static final int THREADS = 2;

  private long now;
  private final PollWait wait = new PollWait(IDLE, BUSY, THREADS, () -> now);

  @Test
  void shouldWaitShortlyForTheAnswerOfAJobThatHasJustCome() {
    pass(Duration.ofHours(1));

    wait.progressed();

    assertThat(wait.whenBusy(1)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shouldAddAQuarterAtMostToAJobOfMiddleLength() {
    wait.progressed();

    pass(Duration.ofMillis(12));

    assertThat(wait.whenBusy(THREADS)).isEqualTo(Duration.ofMillis(3));
  }

  @Test
  void shouldTurnSeldomWhileALongJobRuns() {
    wait.progressed();

    pass(Duration.ofMinutes(10));

    assertThat(wait.whenBusy(1)).isEqualTo(BUSY);
  }

  @Test
  void shouldGatherAnswersWhileJobsWaitForThreads() {
    wait.progressed();

    assertThat(wait.whenBusy(THREADS + 1)).isEqualTo(BUSY);
  }

  @Test
  void shouldNeverWaitLongerThanItIsTold() {
    PollWait impatient = new PollWait(Duration.ZERO, Duration.ZERO, THREADS, () -> now);

    assertThat(impatient.whenBusy(1)).isZero();
    assertThat(impatient.whenIdle()).isZero();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
