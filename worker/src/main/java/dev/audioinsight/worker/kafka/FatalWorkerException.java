package dev.audioinsight.worker.kafka;

/** The worker cannot go on; it ends with the message as its last word. */
public sealed class FatalWorkerException extends RuntimeException
    permits DeniedException, SlotTakenException {
  private static final long serialVersionUID = 1L;

  public FatalWorkerException(String message) {
    super(message);
  }

  public FatalWorkerException(String message, Throwable cause) {
    super(message, cause);
  }
}
