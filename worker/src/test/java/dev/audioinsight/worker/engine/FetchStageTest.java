package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Feared: a slow download that holds a thread which could compute, or breaks a rule of the pool.
 */
class FetchStageTest {
  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final CountDownLatch downloads = new CountDownLatch(1);
  private final CountDownLatch analyses = new CountDownLatch(1);
  private final AtomicInteger fetching = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<String, String> threads = new ConcurrentHashMap<>();
  private final InferencePool pool =
      new InferencePool(1, 2, 10, Processors.answerer(new Remote(), deadlines));

  @AfterEach
  void close() {
    downloads.countDown();
    analyses.countDown();
    pool.close();
    deadlines.close();
  }

  @Test
  void shouldComputeOtherJobsWhileDownloadsAreSlow() throws Exception {
    // Given more slow downloads than there are threads of either kind, and a job behind them
    for (int i = 0; i < 5; i++) {
      pool.submit(ticket(i, "slow-" + i));
    }
    pool.submit(ticket(5, "here"));

    assertThat(next().ticket().jobId()).contains("here");
    await().until(() -> fetching.get() == 2);
    assertThat(pool.running()).isZero();
    assertThat(pool.fetchesRunning()).isEqualTo(2);
    assertThat(pool.fetchesWaiting()).isEqualTo(3);

    downloads.countDown();
    for (int i = 0; i < 5; i++) {
      assertThat(next().answer().error()).isEmpty();
    }
    assertThat(pool.poll()).isNull();
    assertThat(open).hasValue(0);
    assertThat(threads.get("fetch slow-0")).startsWith("fetch-");
    assertThat(threads.get("process slow-0")).isEqualTo("infer-0");
    assertThat(threads.get("process here")).isEqualTo("infer-0");
  }

  @Test
  void shouldCountAJobThatWaitsForItsFetchAsNotBegun() throws Exception {
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tickets.add(ticket(i, "slow-" + i));
      pool.submit(tickets.get(i));
    }
    pool.submit(ticket(3, "here"));
    next();
    await().until(() -> fetching.get() == 2);
    Ticket waiting = tickets.get(2);

    assertThat(tickets.get(0).endDueNanos()).isPresent();
    assertThat(waiting.endDueNanos()).isEmpty();
    assertThat(waiting.stage()).isEqualTo(Ticket.Stage.QUEUED);
    assertThat(waiting.abandon()).as("given up").isTrue();

    downloads.countDown();
    List<Completion> back = List.of(take(), take(), take());
    assertThat(back).contains(new Completion.Abandoned(waiting));
    assertThat(threads).doesNotContainKey("fetch slow-2");
  }

  @Test
  void shouldAnswerWhatWasFetchedAndFindsNoThreadWhenItsTimeEnds() throws Exception {
    // Given a job that is fetched while the only inference thread is busy
    Ticket fetched = ticket(0, "slow-0");
    pool.submit(fetched);
    pool.submit(ticket(1, "long"));
    await().until(() -> fetching.get() == 1 && threads.containsKey("process long"));
    downloads.countDown();
    await().until(() -> open.get() == 1);

    fetched.cancel();

    Completion.Answered limited = next();
    assertThat(limited.ticket()).isSameAs(fetched);
    assertThat(limited.answer().error().orElseThrow().code())
        .isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(open).as("held by fetches").hasValue(0);
    assertThat(pool.running()).isEqualTo(1);

    analyses.countDown();
    assertThat(next().ticket().jobId()).contains("long");
    assertThat(pool.poll()).isNull();
    assertThat(threads).doesNotContainKey("process slow-0");
  }

  @Test
  void shouldEndADownloadWithItsJob() throws Exception {
    pool.submit(ticket(0, "slow", 100));

    JobError error = next().answer().error().orElseThrow();

    assertThat(error.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(open).hasValue(0);
  }

  @Test
  void shouldAnswerAFetchThatFails() throws Exception {
    pool.submit(ticket(0, "failing"));
    pool.submit(ticket(1, "faulty"));

    List<ErrorCode> codes = new ArrayList<>();
    codes.add(next().answer().error().orElseThrow().code());
    codes.add(next().answer().error().orElseThrow().code());

    assertThat(codes).containsExactlyInAnyOrder(ErrorCode.FETCH_FAILED, ErrorCode.INTERNAL);
  }

  @Test
  void shouldNotFetchForAJobThatHasKilledTooOften() throws Exception {
    Ticket blamed = new Ticket(ticket(0, "slow").record(), 1, System.nanoTime(), Ticket.Task.BLAME);
    pool.submit(blamed);

    JobError error = next().answer().error().orElseThrow();

    assertThat(error.code()).isEqualTo(ErrorCode.CRASHED_WORKER);
    assertThat(threads).doesNotContainKey("fetch slow");
  }

  private Completion take() throws InterruptedException {
    Completion next = pool.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private Completion.Answered next() throws InterruptedException {
    return (Completion.Answered) take();
  }

  private static Ticket ticket(long offset, String jobId) {
    return ticket(offset, jobId, 60_000);
  }

  private static Ticket ticket(long offset, String jobId, int timeoutMs) {
    return Processors.ticket(
        offset, Processors.json(", \"jobId\": \"" + jobId + "\", \"timeoutMs\": " + timeoutMs));
  }

  /** All jobs but {@code here} and {@code long} are fetched; the slow ones until the test says. */
  private final class Remote implements JobProcessor {
    @Override
    public Findings process(Job job, Cancellation cancellation) {
      note("process", job);
      if (job.jobId().equals("long")) {
        hold(analyses, cancellation);
      }
      return Processors.silence(job, cancellation);
    }

    @Override
    public Optional<Fetch> fetch(Job job) {
      return job.jobId().equals("here") || job.jobId().equals("long")
          ? Optional.empty()
          : Optional.of(cancellation -> fetched(job, cancellation));
    }

    private Fetched fetched(Job job, Cancellation cancellation) throws JobFailedException {
      note("fetch", job);
      fetching.incrementAndGet();
      if (job.jobId().equals("failing")) {
        throw new JobFailedException(ErrorCode.FETCH_FAILED, "as the test says");
      }
      if (job.jobId().equals("faulty")) {
        throw new IllegalStateException("as the test says");
      }
      if (job.jobId().startsWith("slow")) {
        hold(downloads, cancellation);
        cancellation.throwIfCancelled();
      }
      open.incrementAndGet();
      return new Fetched() {
        @Override
        public Findings process(Cancellation again) {
          return Remote.this.process(job, again);
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }

    private void note(String step, Job job) {
      threads.put(step + " " + job.jobId(), Thread.currentThread().getName());
    }

    private static void hold(CountDownLatch latch, Cancellation cancellation) {
      CountDownLatch cancelled = new CountDownLatch(1);
      try (Cancellation.Registration one = cancellation.onCancel(cancelled::countDown)) {
        while (latch.getCount() > 0 && !cancelled.await(5, TimeUnit.MILLISECONDS)) {
          // Until the test or the job's time says so.
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
