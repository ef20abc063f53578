package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One request: a recording, and what to find out about it.
 *
 * @param jobId the sender's name for the job; 1 to {@link #MAX_ID_LENGTH} characters
 * @param audio where the recording is
 * @param analyses what to find out; not empty
 * @param options how
 * @param timeout how long the work may take, from the start of fetch or inference
 * @param expiresAt past this instant the job is answered without any work
 * @param metadata any JSON value; comes back as it was sent
 */
public record Job(
    String jobId,
    AudioSource audio,
    Set<Analysis> analyses,
    Options options,
    Duration timeout,
    Optional<Instant> expiresAt,
    Optional<JsonNode> metadata) {

  /** The longest job id. */
  public static final int MAX_ID_LENGTH = 256;

  /** The time limit of a job that names none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** The longest time limit. */
  public static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  public Job {
    requireText(jobId);
    Objects.requireNonNull(audio, "audio");
    analyses = Set.copyOf(analyses);
    if (analyses.isEmpty()) {
      throw new IllegalArgumentException("analyses must name at least one of snr, speakers");
    }
    Objects.requireNonNull(options, "options");
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeoutMs must be from 1 to " + MAX_TIMEOUT.toMillis() + ", not " + timeout.toMillis());
    }
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(metadata, "metadata");
  }

  /** A job that asks for everything with the default options. */
  public static Job of(String jobId, AudioSource audio) {
    return new Job(
        jobId,
        audio,
        Set.of(Analysis.values()),
        Options.DEFAULT,
        DEFAULT_TIMEOUT,
        Optional.empty(),
        Optional.empty());
  }

  /** The id of a job that names none: where its record is. */
  public static String defaultId(String topic, int partition, long offset) {
    return topic + "-" + partition + "-" + offset;
  }

  private static void requireText(String jobId) {
    if (jobId.isBlank() || jobId.length() > MAX_ID_LENGTH) {
      throw new IllegalArgumentException(
          "jobId must have 1 to " + MAX_ID_LENGTH + " characters and not be blank");
    }
  }
}
