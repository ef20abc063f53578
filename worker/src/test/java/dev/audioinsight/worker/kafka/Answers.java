package dev.audioinsight.worker.kafka;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Provenance;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Speech;
import dev.audioinsight.contract.Timing;
import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.JobRecord;
import dev.audioinsight.worker.engine.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tickets and answers as the pool gives them back. Thread-safe. */
final class Answers {
  private static final AudioInfo AUDIO = new AudioInfo(1_000, 16_000, 1, "wav", "0".repeat(64));
  private static final Timing TIMING = new Timing(0, 0, 0, 0, 0, 0);
  private static final Provenance PROVENANCE = new Provenance("test", "w-1", Map.of());

  private Answers() {}

  static Ticket ticket(long offset, int attempt) {
    return ticket(record(offset, attempt, new byte[] {1}, List.of()));
  }

  static Ticket ticket(JobRecord record) {
    return new Ticket(record, 1, System.nanoTime());
  }

  static JobRecord record(long offset, int attempt, byte[] value, List<JobRecord.Header> headers) {
    Source source = new Source("jobs", 0, offset, attempt);
    return new JobRecord(source, 1_234, new byte[] {7}, value, headers);
  }

  /** A ticket whose first attempt has begun and ended in a real pool. */
  static Ticket begunTicket(long offset, String json) {
    Ticket ticket = ticket(record(offset, 1, json.getBytes(StandardCharsets.UTF_8), List.of()));
    try (DeadlineTimer deadlines = new DeadlineTimer();
        InferencePool pool = new InferencePool(1, 1, failing(deadlines))) {
      pool.submit(ticket);
      if (pool.poll(20, TimeUnit.SECONDS) == null) {
        throw new AssertionError("the pool gave nothing back");
      }
      return ticket;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Answerer failing(DeadlineTimer deadlines) {
    return new Answerer(
        (job, cancellation) -> {
          throw new JobFailedException(
              dev.audioinsight.contract.ErrorCode.FETCH_FAILED, "as the test says");
        },
        deadlines,
        PROVENANCE,
        Clock.systemUTC());
  }

  static Completion.Answered failed(Ticket ticket, JobError error) {
    return failed(ticket, error, "");
  }

  static Completion.Answered failed(Ticket ticket, JobError error, String metadata) {
    return new Completion.Answered(
        ticket,
        Answer.of(
            new Result.Failed(
                "job-1",
                error,
                null,
                TextNode.valueOf(metadata),
                TIMING,
                PROVENANCE,
                ticket.record().source())));
  }

  /** A result whose metadata have so many characters. */
  static Completion.Answered completed(Ticket ticket, int metadataLength) {
    return new Completion.Answered(
        ticket,
        Answer.of(
            new Result.Completed(
                "job-1",
                AUDIO,
                new Speech(0, 0, List.of()),
                null,
                null,
                TextNode.valueOf("x".repeat(metadataLength)),
                TIMING,
                PROVENANCE,
                ticket.record().source())));
  }
}
