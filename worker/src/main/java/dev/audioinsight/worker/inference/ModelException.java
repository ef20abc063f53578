package dev.audioinsight.worker.inference;

/** A model cannot be used: its file is missing, changed, or not what the worker expects. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
