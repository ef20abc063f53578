package dev.audioinsight.contract;

import java.util.Objects;

/**
 * Why a job failed.
 *
 * @param code the stable code
 * @param message one line for a person
 * @param retryable whether the same job may succeed when it is sent again later
 */
public record JobError(ErrorCode code, String message, boolean retryable) {
  public JobError {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }
}
