package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A job that cannot be accepted, with what could be read of it. */
public final class InvalidJobException extends JobFailedException {
  private static final long serialVersionUID = 1L;

  private final String jobId;
  private final transient JsonNode metadata;

  InvalidJobException(ErrorCode code, String message, String jobId, JsonNode metadata) {
    super(code, message);
    this.jobId = jobId;
    this.metadata = metadata;
  }

  /** The job's own id where it could be read, else the default one. */
  public String jobId() {
    return jobId;
  }

  /** The job's metadata where they could be read. */
  public Optional<JsonNode> metadata() {
    return Optional.ofNullable(metadata);
  }
}
