package dev.audioinsight.contract;

import java.util.Objects;

/**
 * Why a job failed. Immutable.
 *
 * @param code the stable code
 * @param message one line for a person, of at most {@link #MAX_MESSAGE_LENGTH} characters; a longer
 *     one is cut, and control characters become spaces
 * @param retryable whether the same job may succeed when it is sent again later
 */
public record JobError(ErrorCode code, String message, boolean retryable) {

  /** The longest message: enough to name a fault, too short to echo an input. */
  public static final int MAX_MESSAGE_LENGTH = 400;

  public JobError {
    Objects.requireNonNull(code, "code");
    message = cut(message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " "));
  }

  /** Cuts before the limit, and never between the two halves of a character. */
  private static String cut(String text) {
    if (text.length() <= MAX_MESSAGE_LENGTH) {
      return text;
    }
    int end = MAX_MESSAGE_LENGTH - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
