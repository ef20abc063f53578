package dev.audioinsight.contract;

import java.util.Objects;

/**
 * An expected failure of one job on its way to the answer; a bug is any other exception.
 *
 * <p>It carries no stack trace: the code and the message are the whole story.
 */
public class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;

  /** A failure that sending the job again would not mend. */
  public JobFailedException(ErrorCode code, String message) {
    this(new JobError(code, message, false));
  }

  public JobFailedException(JobError error) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = Objects.requireNonNull(error);
  }

  public JobError error() {
    return error;
  }
}
