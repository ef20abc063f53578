package dev.audioinsight.worker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Timing;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a record into its answer, whatever the record holds: the one place where failures become
 * results. Thread-safe.
 */
public final class Answerer {
  private static final Logger log = LoggerFactory.getLogger(Answerer.class);

  private static final JobError CRASHED =
      new JobError(
          ErrorCode.CRASHED_WORKER,
          "the worker process ended each time that this job ran alone",
          false);

  private final JobProcessor processor;
  private final DeadlineTimer deadlines;
  private final Provenance provenance;
  private final Clock clock;

  /**
   * @param provenance version and worker; the models are named by each job's findings
   */
  public Answerer(
      JobProcessor processor, DeadlineTimer deadlines, Provenance provenance, Clock clock) {
    this.processor = processor;
    this.deadlines = deadlines;
    this.provenance = provenance;
    this.clock = clock;
  }

  /** Answers one ticket's record, with all its steps on the calling thread. */
  public Answer answer(Ticket ticket) {
    Step step = begin(ticket);
    while (step instanceof Step.ToFetch fetch) {
      step = fetch.fetch().get();
    }
    return step instanceof Step.ToAnalyse analysis
        ? analysis.analyse().get()
        : ((Step.Done) step).answer();
  }

  /**
   * Answers one ticket's record, on the calling thread, or says that its audio is to be fetched
   * first; never throws for what lies in the record.
   */
  Step begin(Ticket ticket) {
    JobRecord record = ticket.record();
    Work work = new Work(record.source(), ticket.queuedNanos());
    if (ticket.task() != Ticket.Task.RUN) {
      return new Step.Done(crashed(ticket, work));
    }
    try {
      Job job = record.job();
      ticket.read(job);
      Optional<JobProcessor.Fetch> fetch = processor.fetch(job);
      if (fetch.isPresent()) {
        return new Step.ToFetch(() -> fetched(job, fetch.get(), ticket));
      }
      return new Step.Done(
          answer(job, ticket.timeLeft(System.nanoTime()), work, ticket.cancellation()));
    } catch (InvalidJobException e) {
      return new Step.Done(failed(e.jobId(), e.metadata(), e.error(), null, work));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return new Step.Done(fault(record.defaultJobId(), Optional.empty(), e, work));
    }
  }

  /** Fetches; the time limit of the job runs from here to its answer. */
  private Step fetched(Job job, JobProcessor.Fetch fetch, Ticket ticket) {
    Work work = new Work(ticket.record().source(), ticket.queuedNanos());
    Cancellation cancellation = ticket.cancellation();
    Duration timeLeft = ticket.timeLeft(System.nanoTime());
    Optional<Answer> late = late(job, timeLeft, work);
    if (late.isPresent()) {
      return new Step.Done(late.get());
    }
    DeadlineTimer.Deadline deadline = deadlines.start(timeLeft, cancellation);
    try {
      JobProcessor.Fetched audio = fetch.run(cancellation);
      return new Step.ToAnalyse(() -> analysed(job, audio, deadline, work, cancellation));
    } catch (JobFailedException | RuntimeException | StackOverflowError | LinkageError e) {
      deadline.close();
      return new Step.Done(failure(job, e, work));
    }
  }

  private Answer analysed(
      Job job,
      JobProcessor.Fetched audio,
      DeadlineTimer.Deadline deadline,
      Work work,
      Cancellation cancellation) {
    try (deadline;
        audio) {
      cancellation.throwIfCancelled();
      return completed(job, audio.process(cancellation), work);
    } catch (JobFailedException | RuntimeException | StackOverflowError | LinkageError e) {
      return failure(job, e, work);
    }
  }

  /** Answers for a job that must not run: its own id and metadata, where they can be had. */
  private Answer crashed(Ticket ticket, Work work) {
    String defaultJobId = ticket.record().defaultJobId();
    if (ticket.task() == Ticket.Task.BLAME_UNREAD) {
      return failed(defaultJobId, Optional.empty(), CRASHED, null, work);
    }
    try {
      Job job = ticket.record().job();
      ticket.read(job);
      return failed(job.jobId(), job.metadata(), CRASHED, null, work);
    } catch (InvalidJobException e) {
      return failed(e.jobId(), e.metadata(), CRASHED, null, work);
    }
  }

  /** Answers a job that no record holds. */
  public Answer answer(Job job) {
    Work work = new Work(null, System.nanoTime());
    return answer(job, job.timeout(), work, new Cancellation());
  }

  private Answer answer(Job job, Duration timeLeft, Work work, Cancellation cancellation) {
    Optional<Answer> late = late(job, timeLeft, work);
    if (late.isPresent()) {
      return late.get();
    }
    try (DeadlineTimer.Deadline deadline = deadlines.start(timeLeft, cancellation)) {
      return completed(job, processor.process(job, cancellation), work);
    } catch (JobFailedException | RuntimeException | StackOverflowError | LinkageError e) {
      return failure(job, e, work);
    }
  }

  /** The answer for a job whose time is over before any work. */
  private Optional<Answer> late(Job job, Duration timeLeft, Work work) {
    if (job.expiresAt().filter(clock.instant()::isAfter).isPresent()) {
      return Optional.of(late(job, "the job had expired before its start", work));
    }
    if (timeLeft.isNegative() || timeLeft.isZero()) {
      return Optional.of(late(job, "the job's time limit was over before its next attempt", work));
    }
    return Optional.empty();
  }

  private Answer failure(Job job, Throwable cause, Work work) {
    if (cause instanceof JobFailedException e) {
      Answer answer = failed(job.jobId(), job.metadata(), e.error(), e.audio().orElse(null), work);
      return e instanceof RetryLaterException later ? answer.waiting(later.leastWait()) : answer;
    }
    return fault(job.jobId(), job.metadata(), cause, work);
  }

  /** A bug is answered without its details, which are for the log. */
  private Answer fault(String jobId, Optional<JsonNode> metadata, Throwable cause, Work work) {
    log.error("{} job {}: a fault of the worker", work.source, jobId, cause);
    JobError error =
        new JobError(ErrorCode.INTERNAL, "a fault of the worker; its log names the cause", true);
    return failed(jobId, metadata, error, null, work);
  }

  /** A job that no work is done for: its time is over. */
  private Answer late(Job job, String message, Work work) {
    JobError error = new JobError(ErrorCode.DEADLINE_EXCEEDED, message, false);
    return failed(job.jobId(), job.metadata(), error, null, work);
  }

  private Answer completed(Job job, Findings findings, Work work) {
    return Answer.of(
        new Result.Completed(
            job.jobId(),
            findings.audio(),
            findings.speech(),
            findings.snr().orElse(null),
            findings.speakers().orElse(null),
            findings.channels().orElse(null),
            job.metadata().orElse(null),
            work.timing(findings.stages()),
            new Provenance(provenance.version(), provenance.worker(), findings.models()),
            work.source));
  }

  private Answer failed(
      String jobId, Optional<JsonNode> metadata, JobError error, AudioInfo audio, Work work) {
    return Answer.of(
        new Result.Failed(
            jobId,
            error,
            audio,
            metadata.orElse(null),
            work.timing(new Findings.StageTimes(0, 0, 0, 0)),
            provenance,
            work.source));
  }

  /** A provenance before any model took part. */
  public static Provenance provenance(String version, String worker) {
    return new Provenance(version, worker, Map.of());
  }

  /** One record being answered: where it stands, and since when. */
  private static final class Work {
    final Source source;
    private final long startNanos = System.nanoTime();
    private final long queuedMs;

    Work(Source source, long queuedNanos) {
      this.source = source;
      this.queuedMs = Math.max(0, (startNanos - queuedNanos) / 1_000_000);
    }

    Timing timing(Findings.StageTimes stages) {
      return new Timing(
          queuedMs,
          stages.fetchMs(),
          stages.decodeMs(),
          stages.vadMs(),
          stages.speakersMs(),
          (System.nanoTime() - startNanos) / 1_000_000);
    }
  }
}
