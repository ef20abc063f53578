package dev.audioinsight.contract;

import java.util.Objects;
import java.util.Optional;

/**
 * An expected failure of one job on its way to the answer; a bug is any other exception.
 *
 * <p>It carries no stack trace: the code, the message and what was known of the audio by then are
 * the whole story. Immutable.
 */
public class JobFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;
  private final transient AudioInfo audio;

  /** A failure that sending the job again would not mend. */
  public JobFailedException(ErrorCode code, String message) {
    this(new JobError(code, message, false));
  }

  public JobFailedException(JobError error) {
    this(error, null);
  }

  /**
   * @param audio what is known of the recording; may be null
   */
  public JobFailedException(JobError error, AudioInfo audio) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = Objects.requireNonNull(error);
    this.audio = audio;
  }

  public JobError error() {
    return error;
  }

  /** What is known of the recording that failed. */
  public Optional<AudioInfo> audio() {
    return Optional.ofNullable(audio);
  }
}
