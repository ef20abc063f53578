package dev.audioinsight.worker.kafka;

/** The metadata of a committed offset is not what this worker writes. */
final class UnreadableMetadataException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableMetadataException(String reason) {
    super(reason);
  }
}
