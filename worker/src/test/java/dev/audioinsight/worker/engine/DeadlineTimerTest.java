package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTimerTest {
  private static final long LIMIT_SECONDS = 30;

  private final DeadlineTimer timer = new DeadlineTimer();

  @AfterEach
  void closeTimer() {
    timer.close();
  }

  @Test
  void shouldCancelWhatEndsBeforeTheLimitThatItWaitsFor() throws Exception {
    Job later = new Job(Duration.ofHours(3));
    Job sooner = new Job(Duration.ofMillis(1));

    sooner.awaitEnd();

    assertThat(later.cancellation.isCancelled()).isFalse();
  }

  @Test
  void shouldCancelAtOnceWhatHasNoTimeLeft() throws Exception {
    new Job(Duration.ofSeconds(-1)).awaitEnd();
  }

  @Test
  void shouldNotCancelWhatHasEnded() throws Exception {
    Job ended = new Job(Duration.ofMillis(20));
    ended.deadline.close();

    new Job(Duration.ofMillis(40)).awaitEnd();

    assertThat(ended.cancellation.isCancelled()).isFalse();
  }

  @Test
  void shouldGoOnAfterAnInterruptThatFails() throws Exception {
    Cancellation broken = new Cancellation();
    broken.onCancel(
        () -> {
          throw new IllegalStateException("as the test says");
        });
    timer.start(Duration.ofMillis(1), broken);

    new Job(Duration.ofMillis(20)).awaitEnd();

    assertThat(broken.isCancelled()).isTrue();
  }

  @Test
  void shouldMissNoneOfManyThatBeginWhileItLooks() {
    IntStream.range(0, 4_000)
        .parallel()
        .mapToObj(i -> new Job(Duration.ofNanos(i % 7 * 100_000L)))
        .forEach(Job::awaitEnd);
  }

  private final class Job {
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final DeadlineTimer.Deadline deadline;

    Job(Duration limit) {
      cancellation.onCancel(cancelled::countDown);
      deadline = timer.start(limit, cancellation);
    }

    void awaitEnd() {
      try {
        assertThat(cancelled.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
