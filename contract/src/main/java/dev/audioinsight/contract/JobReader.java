package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads one job from its JSON object and names the field that is wrong. Confined to one call. */
final class JobReader {
  private final JsonNode json;
  private final JsonNode metadata;
  private String jobId;

  JobReader(JsonNode json, String defaultJobId) {
    this.json = json;
    this.metadata = json.get("metadata");
    this.jobId = defaultJobId;
  }

  Job read() throws InvalidJobException {
    readJobId();
    AudioSource audio = readAudio();
    Options options = readOptions();
    try {
      return new Job(
          jobId,
          audio,
          readAnalyses(),
          options,
          readTimeout(),
          readExpiresAt(),
          Optional.ofNullable(metadata));
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage());
    }
  }

  private void readJobId() throws InvalidJobException {
    if (!present(json, "jobId")) {
      return;
    }
    String text = text(json, "jobId", "jobId");
    if (text.isBlank() || text.length() > Job.MAX_ID_LENGTH) {
      throw invalid("jobId must have 1 to " + Job.MAX_ID_LENGTH + " characters and not be blank");
    }
    jobId = text;
  }

  private AudioSource readAudio() throws InvalidJobException {
    JsonNode audio = json.path("audio");
    if (!audio.isObject()) {
      throw invalid("audio must be an object with uri or data");
    }
    boolean remote = present(audio, "uri");
    if (remote == present(audio, "data")) {
      throw invalid("audio must have either uri or data");
    }
    return remote ? readUri(audio) : readData(audio);
  }

  private AudioSource readUri(JsonNode audio) throws InvalidJobException {
    try {
      URI uri = new URI(text(audio, "uri", "audio.uri"));
      if (!uri.isAbsolute()) {
        throw invalid("audio.uri must be absolute, with a scheme such as file: or https:");
      }
      return new AudioSource.Remote(uri);
    } catch (URISyntaxException e) {
      throw invalid("audio.uri is not a URI: " + e.getReason());
    }
  }

  private AudioSource readData(JsonNode audio) throws InvalidJobException {
    text(audio, "data", "audio.data");
    try {
      return AudioSource.Inline.of(audio.get("data").binaryValue());
    } catch (IOException e) {
      throw invalid("audio.data is not Base64");
    }
  }

  private Set<Analysis> readAnalyses() throws InvalidJobException {
    if (!present(json, "analyses")) {
      return EnumSet.allOf(Analysis.class);
    }
    JsonNode names = json.get("analyses");
    if (!names.isArray()) {
      throw invalid("analyses must be an array");
    }
    Set<Analysis> analyses = EnumSet.noneOf(Analysis.class);
    for (JsonNode name : names) {
      analyses.add(oneOf(Analysis.values(), Analysis::wireName, name, "analyses"));
    }
    return analyses;
  }

  private Duration readTimeout() throws InvalidJobException {
    return present(json, "timeoutMs")
        ? Duration.ofMillis(wholeNumber(json, "timeoutMs", "timeoutMs"))
        : Job.DEFAULT_TIMEOUT;
  }

  private Optional<Instant> readExpiresAt() throws InvalidJobException {
    if (!present(json, "expiresAt")) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text(json, "expiresAt", "expiresAt")));
    } catch (DateTimeParseException e) {
      throw invalid("expiresAt must be an ISO 8601 instant such as 2026-01-31T12:00:00Z");
    }
  }

  private Options readOptions() throws InvalidJobException {
    if (!present(json, "options")) {
      return Options.DEFAULT;
    }
    JsonNode options = json.get("options");
    if (!options.isObject()) {
      throw invalid("options must be an object");
    }
    try {
      Options base = Options.DEFAULT;
      return new Options(
          number(options, "vadHopSize", base.vadHopSize()),
          decimal(options, "vadThreshold", base.vadThreshold()),
          number(options, "minSpeakers", base.minSpeakers()),
          number(options, "maxSpeakers", base.maxSpeakers()),
          present(options, "channels")
              ? oneOf(
                  ChannelMode.values(),
                  ChannelMode::wireName,
                  options.get("channels"),
                  "options.channels")
              : base.channels());
    } catch (IllegalArgumentException e) {
      throw refused("options." + e.getMessage());
    }
  }

  private int number(JsonNode options, String field, int otherwise) throws InvalidJobException {
    if (!present(options, field)) {
      return otherwise;
    }
    long value = wholeNumber(options, field, "options." + field);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  private double decimal(JsonNode options, String field, double otherwise)
      throws InvalidJobException {
    if (!present(options, field)) {
      return otherwise;
    }
    JsonNode node = options.get(field);
    if (!node.isNumber()) {
      throw refused("options." + field + " must be a number");
    }
    return node.doubleValue();
  }

  private long wholeNumber(JsonNode object, String field, String name) throws InvalidJobException {
    JsonNode node = object.get(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw name.startsWith("options.")
          ? refused(name + " must be a whole number")
          : invalid(name + " must be a whole number");
    }
    return node.longValue();
  }

  private <T> T oneOf(T[] values, Function<T, String> wireName, JsonNode node, String name)
      throws InvalidJobException {
    return Stream.of(values)
        .filter(value -> node.isTextual() && wireName.apply(value).equals(node.textValue()))
        .findFirst()
        .orElseThrow(
            () -> {
              String rule =
                  name + " takes " + String.join(", ", Stream.of(values).map(wireName).toList());
              return name.startsWith("options.") ? refused(rule) : invalid(rule);
            });
  }

  private String text(JsonNode object, String field, String name) throws InvalidJobException {
    JsonNode node = object.get(field);
    if (!node.isTextual()) {
      throw invalid(name + " must be a string");
    }
    return node.textValue();
  }

  /** A field that is null counts as absent. */
  private static boolean present(JsonNode object, String field) {
    return object.hasNonNull(field);
  }

  private InvalidJobException invalid(String message) {
    return new InvalidJobException(ErrorCode.INVALID_JOB, message, jobId, metadata);
  }

  private InvalidJobException refused(String message) {
    return new InvalidJobException(ErrorCode.INVALID_OPTIONS, message, jobId, metadata);
  }
}
