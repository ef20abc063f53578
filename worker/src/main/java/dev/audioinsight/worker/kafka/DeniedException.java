package dev.audioinsight.worker.kafka;

/**
 * A broker does not let the worker in, or not do what it must; the message names what is missing.
 */
public final class DeniedException extends FatalWorkerException {
  private static final long serialVersionUID = 1L;

  DeniedException(String message, Throwable cause) {
    super(message, cause);
  }
}
