package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One request: a recording, and what to find out about it. Immutable.
 *
 * @param jobId the sender's name for the job; 1 to {@link #MAX_ID_LENGTH} characters, not blank,
 *     without control characters and unpaired surrogates, since it becomes a record key and stands
 *     in log lines
 * @param audio where the recording is
 * @param analyses what to find out; not empty
 * @param options how
 * @param timeout how long the work may take, from the start of fetch or inference, in whole
 *     milliseconds; 1 ms to {@link #MAX_TIMEOUT}
 * @param expiresAt past this instant the job is answered without any work
 * @param metadata any JSON value; comes back as it was sent; not to be changed once it is here
 */
public record Job(
    String jobId,
    AudioSource audio,
    Set<Analysis> analyses,
    Options options,
    Duration timeout,
    Optional<Instant> expiresAt,
    Optional<JsonNode> metadata) {

  /** The longest job id: room for the default id in a topic of the longest name, 249 characters. */
  public static final int MAX_ID_LENGTH = 300;

  /** The time limit of a job that names none. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** The longest time limit. */
  public static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  public Job {
    requireId(jobId);
    Objects.requireNonNull(audio, "audio");
    analyses = Set.copyOf(analyses);
    Checks.require(!analyses.isEmpty(), "analyses must name at least one of snr, speakers");
    Objects.requireNonNull(options, "options");
    timeout = timeout.truncatedTo(ChronoUnit.MILLIS);
    Checks.require(
        timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
        "timeoutMs must be from 1 to " + MAX_TIMEOUT.toMillis());
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

  /** Whether the text can name a job. */
  public static boolean isId(String text) {
    try {
      requireId(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Checks an id.
   *
   * @throws IllegalArgumentException if it cannot name a job
   */
  static void requireId(String jobId) {
    Checks.require(
        !jobId.isBlank() && jobId.codePointCount(0, jobId.length()) <= MAX_ID_LENGTH,
        "jobId must have 1 to " + MAX_ID_LENGTH + " characters and not be blank");
    Checks.require(
        jobId.codePoints().noneMatch(Job::isUnprintable),
        "jobId must not have control characters or unpaired surrogates");
  }

  private static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
