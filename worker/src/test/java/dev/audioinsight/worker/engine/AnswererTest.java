package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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
  void shouldAnswerForAFaultThatComesBeforeTheWorkBegins() {
    Clock stopped =
        new Clock() {
          @Override
          public Instant instant() {
            throw new IllegalStateException("a fault of the clock");
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    Answerer answerer =
        new Answerer(Processors::silence, deadlines, Answerer.provenance("test", "w-1"), stopped);

    Answer answer = answerer.answer(Processors.ticket(7, Processors.json("")));

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.INTERNAL);
    assertThat(answer.result().jobId()).isEqualTo("jobs-0-7");
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
  void shouldLetTheTimeLimitRunOnWhileAJobWaitsForItsNextAttempt() throws Exception {
    // Given a first attempt on a real pool
    Answerer answerer = Processors.answerer(Processors::silence, deadlines);
    Ticket first = Processors.ticket(7, Processors.json(", \"timeoutMs\": 1"));
    try (InferencePool pool = new InferencePool(1, 1, answerer)) {
      pool.submit(first);
      assertThat(pool.poll(20, TimeUnit.SECONDS)).isNotNull();
    }
    Ticket next = first.next();
    while (!next.timeLeft(System.nanoTime()).isNegative()) {
      Thread.onSpinWait();
    }

    Answer answer = answerer.answer(next);

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(answer.result().source().attempt()).isEqualTo(2);
  }

  @Test
  void shouldTakeTheIdOfAJobThatNamesNoneFromItsHeader() {
    assertThat(idWithHeader("call-7")).isEqualTo("call-7");
    assertThat(idWithHeader("not\nan id")).isEqualTo("jobs-0-7");
    assertThat(idWithHeader("")).isEqualTo("jobs-0-7");
  }

  private String idWithHeader(String id) {
    JobRecord plain = Processors.ticket(7, Processors.json("")).record();
    JobRecord.Header header =
        new JobRecord.Header(DeadLetterHeaders.JOB_ID, id.getBytes(StandardCharsets.UTF_8));
    JobRecord record = new JobRecord(plain.source(), 0, null, plain.value(), List.of(header));
    return Processors.answerer(Processors::silence, deadlines)
        .answer(new Ticket(record, 1, System.nanoTime()))
        .result()
        .jobId();
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

    Answer read = crashed(json, Ticket.Task.BLAME);
    Answer unread = crashed(json, Ticket.Task.BLAME_UNREAD);

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
    Answer answer = crashed("no JSON", Ticket.Task.BLAME);

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.CRASHED_WORKER);
  }

  @Test
  void shouldAnswerARecordThatIsTheAudioItself() {
    byte[] audio = {1, 2, 3};
    AtomicReference<Job> seen = new AtomicReference<>();

    Answer answer =
        Processors.answerer(
                (job, cancellation) -> {
                  seen.set(job);
                  return Processors.silence(job, cancellation);
                },
                deadlines)
            .answer(raw(audio, Ticket.Task.RUN, Map.of("audio-insight-job-id", "call-7")));

    assertThat(answer.error()).isEmpty();
    assertThat(answer.result().jobId()).isEqualTo("call-7");
    assertThat(seen.get().audio()).isEqualTo(AudioSource.Inline.of(audio));
  }

  @Test
  void shouldNotStartARawJobThatHasExpired() {
    String expiry = Processors.NOW.minusMillis(1).toString();

    Answer answer =
        Processors.answerer(AnswererTest::mustNotRun, deadlines)
            .answer(raw(new byte[1], Ticket.Task.RUN, Map.of("audio-insight-expires-at", expiry)));

    assertThat(answer.error()).map(JobError::code).contains(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(answer.result().jobId()).isEqualTo("jobs-0-7");
  }

  @Test
  void shouldAnswerForRawAudioThatCrashesWorkersUnderItsOwnId() {
    Map<String, String> headers =
        Map.of("audio-insight-job-id", "mine", "audio-insight-metadata", "{\"a\": 1}");
    Answerer answerer = Processors.answerer(AnswererTest::mustNotRun, deadlines);

    Answer read = answerer.answer(raw(new byte[1], Ticket.Task.BLAME, headers));
    Answer unread = answerer.answer(raw(new byte[1], Ticket.Task.BLAME_UNREAD, headers));

    assertThat(read.result().metadata().get("a").asInt()).isEqualTo(1);
    for (Answer answer : List.of(read, unread)) {
      assertThat(answer.result().jobId()).isEqualTo("mine");
      assertThat(answer.error()).map(JobError::code).contains(ErrorCode.CRASHED_WORKER);
      assertThat(answer.isDeadLettered()).isTrue();
    }
  }

  private static Ticket raw(byte[] audio, Ticket.Task task, Map<String, String> more) {
    List<JobRecord.Header> headers = new ArrayList<>();
    headers.add(new JobRecord.Header("content-type", "audio/wav".getBytes(StandardCharsets.UTF_8)));
    more.forEach(
        (name, text) ->
            headers.add(new JobRecord.Header(name, text.getBytes(StandardCharsets.UTF_8))));
    JobRecord record = new JobRecord(new Source("jobs", 0, 7, 1), 0, null, audio, headers);
    return new Ticket(record, 1, System.nanoTime(), task);
  }

  private static Findings mustNotRun(Job job, Cancellation cancellation) {
    throw new AssertionError("it was run");
  }

  private Answer crashed(String json, Ticket.Task task) {
    Ticket ticket = new Ticket(Processors.ticket(7, json).record(), 1, 0, task);
    return Processors.answerer(AnswererTest::mustNotRun, deadlines).answer(ticket);
  }

  private Answer answer(JobProcessor processor, String json) {
    return Processors.answerer(processor, deadlines).answer(Processors.ticket(7, json));
  }
}
