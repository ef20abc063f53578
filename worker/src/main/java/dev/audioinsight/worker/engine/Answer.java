package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A result, ready to be sent: the value and its bytes. Immutable, provided that nobody writes into
 * the array.
 */
public final class Answer {
  /** Failures whose record somebody may want to look at, mend and send again. */
  private static final Set<ErrorCode> DEAD_LETTERED =
      EnumSet.of(
          ErrorCode.INVALID_JOB,
          ErrorCode.FETCH_FAILED,
          ErrorCode.INTERNAL,
          ErrorCode.RESULT_TOO_LARGE,
          ErrorCode.CRASHED_WORKER);

  private final Result result;
  private final byte[] bytes;
  private final Duration leastWait;

  private Answer(Result result, byte[] bytes, Duration leastWait) {
    this.result = result;
    this.bytes = bytes;
    this.leastWait = leastWait;
  }

  public static Answer of(Result result) {
    return new Answer(result, ResultCodec.encode(result), Duration.ZERO);
  }

  /** The same, of a job that is not to be begun again before this time is over. */
  public Answer waiting(Duration least) {
    return new Answer(result, bytes, least);
  }

  /** The least wait before a next attempt, as whoever failed the job has asked for it. */
  public Duration leastWait() {
    return leastWait;
  }

  public Result result() {
    return result;
  }

  /** The result in JSON; not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** Why the job failed; empty if it did not. */
  public Optional<JobError> error() {
    return result instanceof Result.Failed failed ? Optional.of(failed.error()) : Optional.empty();
  }

  /**
   * What stands in for this answer where the broker does not take it: that it is too large, or a
   * failure's own word without the sender's metadata.
   */
  public Answer shortened(String message) {
    JobError tooLarge = new JobError(ErrorCode.RESULT_TOO_LARGE, message, false);
    return of(
        new Result.Failed(
            result.jobId(),
            error().orElse(tooLarge),
            result.audio(),
            null,
            result.timing(),
            result.provenance(),
            result.source()));
  }

  /** Whether the record goes to the dead-letter topic too, in the transaction of the result. */
  public boolean isDeadLettered() {
    return error().map(JobError::code).filter(DEAD_LETTERED::contains).isPresent();
  }
}
