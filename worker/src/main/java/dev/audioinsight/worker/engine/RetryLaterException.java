package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import java.time.Duration;

/** A failure that may pass, and will not before some time is over. Immutable. */
public final class RetryLaterException extends JobFailedException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  /**
   * @param wait the least until the next attempt
   */
  public RetryLaterException(JobError error, Duration wait) {
    super(error);
    this.wait = wait;
  }

  public Duration leastWait() {
    return wait;
  }
}
