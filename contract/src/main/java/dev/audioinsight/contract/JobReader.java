package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one job from its JSON object. A fault inside {@code options} is {@link
 * ErrorCode#INVALID_OPTIONS}, any other is {@link ErrorCode#INVALID_JOB}. Confined to one call.
 */
final class JobReader {
  /** Reads where a job's audio is. */
  @FunctionalInterface
  interface AudioPart {
    /**
     * @throws IllegalArgumentException if it does not say
     */
    AudioSource read(Fields job);
  }

  private final JsonNode json;
  private final AudioPart audio;
  private final JsonNode metadata;
  private String jobId;

  /**
   * @param audio reads where the audio is
   */
  JobReader(JsonNode json, String defaultJobId, AudioPart audio) {
    this.json = json;
    this.audio = audio;
    this.metadata = json.get("metadata");
    this.jobId = defaultJobId;
  }

  Job read() throws InvalidJobException {
    try {
      Fields fields = new Fields(json, "");
      readJobId(fields);
      return new Job(
          jobId,
          audio.read(fields),
          readAnalyses(fields),
          readOptions(),
          fields.has("timeoutMs")
              ? Duration.ofMillis(fields.wholeNumber("timeoutMs", Long.MAX_VALUE))
              : Job.DEFAULT_TIMEOUT,
          readExpiresAt(fields),
          Optional.ofNullable(metadata));
    } catch (IllegalArgumentException e) {
      throw new InvalidJobException(ErrorCode.INVALID_JOB, e.getMessage(), jobId, metadata);
    }
  }

  private void readJobId(Fields fields) {
    if (fields.has("jobId")) {
      String id = fields.text("jobId");
      Job.requireId(id);
      jobId = id;
    }
  }

  private static Set<Analysis> readAnalyses(Fields fields) {
    if (!fields.has("analyses")) {
      return EnumSet.allOf(Analysis.class);
    }
    Checks.require(fields.node("analyses").isArray(), "analyses must be an array");
    Set<Analysis> analyses = EnumSet.noneOf(Analysis.class);
    for (JsonNode name : fields.node("analyses")) {
      analyses.add(Fields.oneOf(Analysis.values(), Analysis::wireName, name, "analyses"));
    }
    return analyses;
  }

  private static Optional<Instant> readExpiresAt(Fields fields) {
    if (!fields.has("expiresAt")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(fields.text("expiresAt")));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "expiresAt must be an ISO 8601 instant such as 2026-01-31T12:00:00Z", e);
    }
  }

  private Options readOptions() throws InvalidJobException {
    try {
      Fields fields = new Fields(json, "");
      return fields.has("options") ? readOptions(fields.object("options")) : Options.DEFAULT;
    } catch (IllegalArgumentException e) {
      throw new InvalidJobException(ErrorCode.INVALID_OPTIONS, e.getMessage(), jobId, metadata);
    }
  }

  private static Options readOptions(Fields options) {
    Options base = Options.DEFAULT;
    int vadHopSize = options.wholeNumberOr("vadHopSize", base.vadHopSize());
    double vadThreshold = options.numberOr("vadThreshold", base.vadThreshold());
    int minSpeakers = options.wholeNumberOr("minSpeakers", base.minSpeakers());
    int maxSpeakers = options.wholeNumberOr("maxSpeakers", base.maxSpeakers());
    ChannelMode channels =
        options.has("channels")
            ? Fields.oneOf(
                ChannelMode.values(),
                ChannelMode::wireName,
                options.node("channels"),
                "options.channels")
            : base.channels();
    return new Options(vadHopSize, vadThreshold, minSpeakers, maxSpeakers, channels);
  }
}
