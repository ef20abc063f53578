package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long now = System.nanoTime();
  private final Retries retries =
      new Retries(POLICY, () -> now, new SplittableRandom(1), new WorkerMetrics(registry));

  @Test
  void shouldGiveAJobBackForItsNextAttemptWhenItsWaitIsOver() {
    Ticket first = Answers.ticket(7, 1);

    assertThat(retries.keep(failed(first, ErrorCode.FETCH_FAILED, true))).isTrue();

    pass(Duration.ofMillis(4_999));
    assertThat(retries.due()).isEmpty();
    pass(Duration.ofMillis(5_001));
    List<Ticket> due = retries.due();
    assertThat(due).hasSize(1);
    assertThat(due.get(0).record().source().attempt()).isEqualTo(2);
    assertThat(due.get(0).record().source().offset()).isEqualTo(7);
    assertThat(due.get(0).stage()).isEqualTo(Ticket.Stage.QUEUED);
    assertThat(retries.isEmpty()).isTrue();
    assertThat(registry.get("audio.insight.retries").counter().count()).isEqualTo(1);
  }

  @Test
  void shouldGiveThemBackInTheOrderOfTheirMoments() {
    retries.keep(failed(Answers.ticket(1, 2), ErrorCode.FETCH_FAILED, true));
    retries.keep(failed(Answers.ticket(2, 1), ErrorCode.INTERNAL, true));

    pass(Duration.ofSeconds(60));

    assertThat(retries.due()).map(t -> t.record().source().offset()).containsExactly(2L, 1L);
  }

  @Test
  void shouldTakeTheLastAttemptForTheAnswer() {
    assertThat(retries.keep(failed(Answers.ticket(7, 2), ErrorCode.FETCH_FAILED, true))).isTrue();
    assertThat(retries.keep(failed(Answers.ticket(8, 3), ErrorCode.FETCH_FAILED, true))).isFalse();
    assertThat(retries.keep(failed(Answers.ticket(9, 9), ErrorCode.FETCH_FAILED, true))).isFalse();
  }

  @Test
  void shouldNotRepeatWhatWillNotPass() {
    assertThat(retries.keep(failed(Answers.ticket(7, 1), ErrorCode.CORRUPT_AUDIO, false)))
        .isFalse();
    assertThat(retries.keep(Answers.completed(Answers.ticket(8, 1), 10))).isFalse();
    assertThat(retries.isEmpty()).isTrue();
  }

  @Test
  void shouldNotWaitPastTheTimeLimitOfTheJob() {
    Ticket short_ =
        Answers.begunTicket(7, "{\"audio\": {\"uri\": \"file:///a\"}, \"timeoutMs\": 4000}");

    assertThat(retries.keep(failed(short_, ErrorCode.FETCH_FAILED, true))).isFalse();
  }

  @Test
  void shouldWaitAtLeastAsLongAsTheServerOfTheAudioAsksFor() {
    Completion.Answered failed = failed(Answers.ticket(7, 1), ErrorCode.FETCH_FAILED, true);

    assertThat(retries.keep(asked(failed, Duration.ofSeconds(100)))).isTrue();
    pass(Duration.ofMillis(99_999));
    assertThat(retries.due()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(retries.due()).hasSize(1);

    assertThat(retries.keep(asked(failed, Duration.ofDays(400)))).as("past its limit").isFalse();
  }

  @Test
  void shouldNotHoldAPlaceForAsLongAsAStrangersServerLikes() {
    Completion.Answered failed = failed(Answers.ticket(7, 1), ErrorCode.FETCH_FAILED, true);

    assertThat(retries.keep(asked(failed, Retries.LONGEST_ASKED.plusSeconds(1)))).isFalse();
    assertThat(retries.keep(asked(failed, Retries.LONGEST_ASKED))).isTrue();
  }

  private static Completion.Answered asked(Completion.Answered failed, Duration least) {
    return new Completion.Answered(failed.ticket(), failed.answer().waiting(least));
  }

  @Test
  void shouldReleaseOnlyTheJobsOfThePartitionsThatLeave() {
    retries.keep(failed(Answers.ticket(7, 1), ErrorCode.FETCH_FAILED, true));

    assertThat(retries.release(List.of(new TopicPartition("jobs", 1)))).isEmpty();
    List<Ticket> released = retries.release(List.of(new TopicPartition("jobs", 0)));

    assertThat(released).extracting(Ticket::stage).containsExactly(Ticket.Stage.ABANDONED);
    pass(Duration.ofMinutes(5));
    assertThat(retries.due()).isEmpty();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static Completion.Answered failed(Ticket ticket, ErrorCode code, boolean retryable) {
    return Answers.failed(ticket, new JobError(code, "as the test says", retryable));
  }
}
