package dev.audioinsight.worker.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Timing;
import java.time.Clock;
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

  private final JobProcessor processor;
  private final DeadlineTimer deadlines;
  private final Provenance provenance;
  private final Clock clock;
  private final int maxResultBytes;

  /**
   * @param provenance version and worker; the models are named by each job's findings
   * @param maxResultBytes the largest result that the broker takes
   */
  public Answerer(
      JobProcessor processor,
      DeadlineTimer deadlines,
      Provenance provenance,
      Clock clock,
      int maxResultBytes) {
    this.processor = processor;
    this.deadlines = deadlines;
    this.provenance = provenance;
    this.clock = clock;
    this.maxResultBytes = maxResultBytes;
  }

  /**
   * Answers one record, on the calling thread; never throws for a reason that lies in the record.
   *
   * @param queuedMs how long the record waited for this thread
   */
  public Answer answer(JobRecord record, long queuedMs, Cancellation cancellation) {
    Stopwatch watch = new Stopwatch(queuedMs);
    Job job;
    try {
      job = JobCodec.decode(record.value(), record.defaultJobId());
    } catch (InvalidJobException e) {
      return failed(e.jobId(), e.metadata(), e.error(), record.source(), watch);
    }
    return limited(answer(job, record.source(), watch, cancellation), job, record.source(), watch);
  }

  private Answer answer(Job job, Source source, Stopwatch watch, Cancellation cancellation) {
    if (job.expiresAt().filter(clock.instant()::isAfter).isPresent()) {
      JobError expired =
          new JobError(ErrorCode.DEADLINE_EXCEEDED, "the job had expired before its start", false);
      return failed(job.jobId(), job.metadata(), expired, source, watch);
    }
    try (DeadlineTimer.Deadline deadline = deadlines.start(job.timeout(), cancellation)) {
      return completed(job, processor.process(job, cancellation), source, watch);
    } catch (JobFailedException e) {
      return failed(job.jobId(), job.metadata(), e.error(), source, watch);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      log.error(
          "{}-{}@{} job {}: a fault of the worker",
          source.topic(),
          source.partition(),
          source.offset(),
          job.jobId(),
          e);
      JobError fault =
          new JobError(ErrorCode.INTERNAL, "a fault of the worker; its log names the cause", true);
      return failed(job.jobId(), job.metadata(), fault, source, watch);
    }
  }

  private Answer completed(Job job, Findings findings, Source source, Stopwatch watch) {
    return Answer.of(
        new Result.Completed(
            job.jobId(),
            findings.audio(),
            findings.speech(),
            findings.snr().orElse(null),
            findings.speakers().orElse(null),
            job.metadata().orElse(null),
            watch.timing(findings.stages()),
            new Provenance(provenance.version(), provenance.worker(), findings.models()),
            source));
  }

  private Answer failed(
      String jobId, Optional<JsonNode> metadata, JobError error, Source source, Stopwatch watch) {
    return Answer.of(
        new Result.Failed(
            jobId,
            error,
            null,
            metadata.orElse(null),
            watch.timing(new Findings.StageTimes(0, 0, 0, 0)),
            provenance,
            source));
  }

  /** INVARIANT: no answer leaves here that the broker would refuse for its size. */
  private Answer limited(Answer answer, Job job, Source source, Stopwatch watch) {
    if (answer.bytes().length <= maxResultBytes) {
      return answer;
    }
    JobError error =
        new JobError(
            ErrorCode.RESULT_TOO_LARGE,
            "the result has "
                + answer.bytes().length
                + " bytes, and "
                + maxResultBytes
                + " are allowed",
            false);
    return failed(job.jobId(), Optional.empty(), error, source, watch);
  }

  /** A provenance before any model took part. */
  public static Provenance provenance(String version, String worker) {
    return new Provenance(version, worker, Map.of());
  }

  private static final class Stopwatch {
    private final long queuedMs;
    private final long startNanos = System.nanoTime();

    Stopwatch(long queuedMs) {
      this.queuedMs = queuedMs;
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
