package dev.audioinsight.worker.kafka;

/** The worker cannot go on; it ends with the message as its last word. */
public final class FatalWorkerException extends RuntimeException {
  /** The exit code of a worker that ends by a fault. */
  public static final int EXIT_FAULT = 1;

  /** The exit code of a worker whose transactional id another producer keeps taking. */
  public static final int EXIT_SLOT_TAKEN = 5;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public FatalWorkerException(String message) {
    this(EXIT_FAULT, message);
  }

  public FatalWorkerException(String message, Throwable cause) {
    super(message, cause);
    exitCode = EXIT_FAULT;
  }

  /**
   * @param exitCode what the process ends with, so that its supervisor can tell
   */
  FatalWorkerException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What a process ends with whose worker failed so; 0 where it did not fail. */
  public static int exitCodeOf(Throwable failure) {
    if (failure == null) {
      return 0;
    }
    return failure instanceof FatalWorkerException fatal ? fatal.exitCode : EXIT_FAULT;
  }
}
