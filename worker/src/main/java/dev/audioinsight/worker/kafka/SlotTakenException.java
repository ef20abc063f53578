package dev.audioinsight.worker.kafka;

/** Another producer takes the transactional id of this worker, time and again. */
public final class SlotTakenException extends FatalWorkerException {
  /** What the process ends with. */
  public static final int EXIT_CODE = 5;

  private static final long serialVersionUID = 1L;

  SlotTakenException(String message) {
    super(message);
  }
}
