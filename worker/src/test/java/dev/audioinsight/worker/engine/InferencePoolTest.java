package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InferencePoolTest {
  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private InferencePool pool;

  @AfterEach
  void close() {
    release.countDown();
    pool.close();
    deadlines.close();
  }

  @Test
  void shouldGiveEachTicketBackOnce() throws Exception {
    pool = pool(3, 100, Processors::silence);
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickets.add(Processors.ticket(i, Processors.json("")));
    }

    tickets.forEach(pool::submit);

    List<Completion> back = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      back.add(next());
    }
    assertThat(back).hasOnlyElementsOfType(Completion.Answered.class);
    assertThat(back).extracting(Completion::ticket).containsExactlyInAnyOrderElementsOf(tickets);
    assertThat(pool.poll()).isNull();
    assertThat(tickets).extracting(Ticket::stage).containsOnly(Ticket.Stage.DONE);
  }

  @Test
  void shouldGiveATicketBackUnansweredThatWasAbandonedBeforeItRan() throws Exception {
    pool = pool(1, 2, this::untilReleased);
    Ticket running = Processors.ticket(0, Processors.json(""));
    Ticket queued = Processors.ticket(1, Processors.json(""));
    pool.submit(running);
    pool.submit(queued);
    begun.await();

    // When both are given up, one of them too late
    running.abandon();
    queued.abandon();
    release.countDown();

    assertThat(next()).isInstanceOf(Completion.Answered.class);
    assertThat(next()).isEqualTo(new Completion.Abandoned(queued));
    assertThat(pool.poll()).isNull();
    assertThat(pool.running()).isZero();
  }

  @Test
  void shouldTellHowManyTicketsWaitForAThread() throws Exception {
    pool = pool(1, 3, this::untilReleased);

    for (int i = 0; i < 3; i++) {
      pool.submit(Processors.ticket(i, Processors.json("")));
    }
    begun.await();

    assertThat(pool.inLine()).isEqualTo(2);
  }

  @Test
  void shouldAnswerARunningTicketThatIsCancelled() throws Exception {
    pool = pool(1, 1, this::untilCancelled);
    Ticket ticket = Processors.ticket(0, Processors.json(""));
    pool.submit(ticket);
    begun.await();
    assertThat(pool.running()).isEqualTo(1);

    ticket.cancel();

    Completion.Answered answered = (Completion.Answered) next();
    assertThat(answered.ticket()).isSameAs(ticket);
    assertThat(answered.answer().error()).map(JobError::code).contains(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(pool.poll()).isNull();
  }

  @Test
  void shouldGoOnAfterABugInOneJob() throws Exception {
    pool =
        pool(
            1,
            2,
            (job, cancellation) -> {
              if (job.jobId().equals("bad")) {
                throw new IllegalStateException("a bug");
              }
              return Processors.silence(job, cancellation);
            });

    pool.submit(Processors.ticket(0, Processors.json(", \"jobId\": \"bad\"")));
    pool.submit(Processors.ticket(1, Processors.json("")));

    assertThat(((Completion.Answered) next()).answer().error())
        .map(JobError::code)
        .contains(ErrorCode.INTERNAL);
    assertThat(((Completion.Answered) next()).answer().error()).isEmpty();
  }

  private Findings untilReleased(Job job, Cancellation cancellation) {
    begun.countDown();
    awaited(release);
    return Processors.silence(job, cancellation);
  }

  private Findings untilCancelled(Job job, Cancellation cancellation) throws JobFailedException {
    try (Cancellation.Registration registration = cancellation.onCancel(release::countDown)) {
      begun.countDown();
      awaited(release);
    }
    cancellation.throwIfCancelled();
    return Processors.silence(job, cancellation);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Completion next() throws InterruptedException {
    Completion next = pool.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private InferencePool pool(int size, int places, JobProcessor processor) {
    return new InferencePool(size, places, Processors.answerer(processor, deadlines));
  }
}
