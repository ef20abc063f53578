package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Result;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswererTest {
  private final DeadlineTimer deadlines = new DeadlineTimer();

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void shouldAnswerWithFindingsModelsAndStages() {
    Answer answer = answer(Processors::silence, Processors.json(", \"metadata\": {\"a\": 1}"));

    Result.Completed done = (Result.Completed) answer.result();
    assertThat(done.jobId()).isEqualTo("jobs-0-7");
    assertThat(done.metadata().get("a").asInt()).isEqualTo(1);
    assertThat(done.provenance().models()).containsEntry("vad", "v@1");
    assertThat(done.source().offset()).isEqualTo(7);
    assertThat(answer.isDeadLettered()).isFalse();
  }

  @Test
  void shouldReplaceAnAnswerThatTheBrokerWouldRefuse() {
    String metadata = ", \"metadata\": \"" + "x".repeat(5_000) + "\"";

    Answer answer = answer(Processors::silence, Processors.json(metadata), 2_000);

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.RESULT_TOO_LARGE);
    assertThat(answer.bytes().length).isLessThanOrEqualTo(2_000);
    assertThat(answer.result().audio()).isEqualTo(Processors.AUDIO);
    assertThat(answer.isDeadLettered()).isTrue();
  }

  @Test
  void shouldAnswerInternalWithoutTheDetailsOfABug() {
    Answer answer =
        answer(
            (job, cancellation) -> {
              throw new IllegalStateException("a secret of the inside");
            },
            Processors.json(""));

    JobError error = answer.error().orElseThrow();
    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(error.message()).doesNotContain("secret");
    assertThat(answer.isDeadLettered()).isTrue();
  }

  @Test
  void shouldNotStartAJobThatHasExpired() {
    AtomicInteger runs = new AtomicInteger();

    Answer answer =
        answer(
            (job, cancellation) -> {
              runs.incrementAndGet();
              return Processors.silence(job, cancellation);
            },
            Processors.json(", \"expiresAt\": \"" + Processors.NOW.minusMillis(1) + "\""));

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(runs).hasValue(0);
  }

  @Test
  void shouldRunAJobUpToItsExpiry() {
    Answer answer =
        answer(Processors::silence, Processors.json(", \"expiresAt\": \"" + Processors.NOW + "\""));

    assertThat(answer.error()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsKnownOfTheAudioWhenTheJobFails() {
    Answer answer =
        answer(
            (job, cancellation) -> {
              throw new JobFailedException(
                  new JobError(ErrorCode.CORRUPT_AUDIO, "broken", false), Processors.AUDIO);
            },
            Processors.json(", \"jobId\": \"mine\""));

    assertThat(answer.result().audio()).isEqualTo(Processors.AUDIO);
    assertThat(answer.result().jobId()).isEqualTo("mine");
    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.CORRUPT_AUDIO);
  }

  @Test
  void shouldCancelAJobWhoseTimeIsUp() {
    Answer answer =
        answer(
            (job, cancellation) -> {
              CountDownLatch cancelled = new CountDownLatch(1);
              try (Cancellation.Registration registration =
                  cancellation.onCancel(cancelled::countDown)) {
                cancelled.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              cancellation.throwIfCancelled();
              return Processors.silence(job, cancellation);
            },
            Processors.json(", \"timeoutMs\": 20"));

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void shouldAnswerARecordThatIsNoJob() {
    for (String value : new String[] {"", "no JSON", "[]", "{}", "null"}) {
      Answer answer = answer(Processors::silence, value);

      assertThat(answer.error()).as(value).map(JobError::code).contains(ErrorCode.INVALID_JOB);
      assertThat(answer.result().jobId()).isEqualTo("jobs-0-7");
    }
  }

  @Test
  void shouldAnswerForAJobThatCrashesWorkersWithoutRunningIt() {
    String json = Processors.json(", \"jobId\": \"mine\", \"metadata\": {\"a\": 1}");

    Answer read = crashed(json, Ticket.Task.BLAME, 1_000_000);
    Answer unread = crashed(json, Ticket.Task.BLAME_UNREAD, 1_000_000);

    assertThat(read.result().jobId()).isEqualTo("mine");
    assertThat(read.result().metadata().get("a").asInt()).isEqualTo(1);
    assertThat(unread.result().jobId()).isEqualTo("jobs-0-7");
    for (Answer answer : List.of(read, unread)) {
      assertThat(answer.error()).map(JobError::code).contains(ErrorCode.CRASHED_WORKER);
      assertThat(answer.isDeadLettered()).isTrue();
    }
  }

  @Test
  void shouldKeepTheCodeOfACrashWhateverTheRecordHolds() {
    String large = Processors.json(", \"metadata\": \"" + "x".repeat(5_000) + "\"");

    for (String value : List.of("no JSON", large)) {
      Answer answer = crashed(value, Ticket.Task.BLAME, 2_000);

      assertThat(answer.error()).map(JobError::code).contains(ErrorCode.CRASHED_WORKER);
      assertThat(answer.bytes().length).isLessThanOrEqualTo(2_000);
    }
  }

  private Answer crashed(String json, Ticket.Task task, int maxBytes) {
    JobProcessor mustNotRun =
        (job, cancellation) -> {
          throw new AssertionError("it was run");
        };
    Ticket ticket = new Ticket(Processors.ticket(7, json).record(), 1, 0, task);
    return Processors.answerer(mustNotRun, deadlines, maxBytes).answer(ticket);
  }

  private Answer answer(JobProcessor processor, String json) {
    return answer(processor, json, 1_000_000);
  }

  private Answer answer(JobProcessor processor, String json, int maxBytes) {
    return Processors.answerer(processor, deadlines, maxBytes).answer(Processors.ticket(7, json));
  }
}
