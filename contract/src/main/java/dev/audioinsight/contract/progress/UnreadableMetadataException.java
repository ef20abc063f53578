package dev.audioinsight.contract.progress;

/** The metadata of a committed offset is not what this worker writes. */
public final class UnreadableMetadataException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableMetadataException(String reason) {
    super(reason);
  }
}
