package dev.audioinsight.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A job whose record carries the audio itself: its {@code content-type} is {@code audio/…}, its
 * value is the audio, and all else that a job says is in headers ({@code job-headers.schema.json}).
 *
 * <p>The headers are read as the fields of a JSON job are, by the same rules; unknown ones are
 * ignored, and of several with one name the last counts, as for Kafka. Thread-safe.
 */
public final class RawJob {
  private static final String AUDIO = "audio/";

  private RawJob() {}

  /** Whether a record with these headers carries the audio itself. */
  public static boolean isOne(HeaderLookup headers) {
    return headers
        .value(JobHeader.CONTENT_TYPE.header())
        .map(
            bytes -> new String(bytes, 0, Math.min(bytes.length, MediaType.MAX_LENGTH), ISO_8859_1))
        .filter(type -> type.stripLeading().regionMatches(true, 0, AUDIO, 0, AUDIO.length()))
        .isPresent();
  }

  /**
   * The headers with which a record says what the job does, where its value is the job's audio.
   *
   * @param contentType of the audio, {@code audio/…}; that of the audio's encoding comes first
   */
  public static Map<String, byte[]> headers(Job job, String contentType) {
    Map<JobHeader, String> texts = new LinkedHashMap<>();
    texts.put(
        JobHeader.CONTENT_TYPE,
        job.audio().encoding().map(AudioEncoding::mediaType).orElse(contentType));
    texts.put(JobHeader.JOB_ID, job.jobId());
    texts.put(
        JobHeader.ANALYSES,
        Stream.of(Analysis.values())
            .filter(job.analyses()::contains)
            .map(Analysis::wireName)
            .collect(Collectors.joining(",")));
    texts.put(JobHeader.VAD_HOP_SIZE, Integer.toString(job.options().vadHopSize()));
    texts.put(JobHeader.VAD_THRESHOLD, Double.toString(job.options().vadThreshold()));
    texts.put(JobHeader.MIN_SPEAKERS, Integer.toString(job.options().minSpeakers()));
    texts.put(JobHeader.MAX_SPEAKERS, Integer.toString(job.options().maxSpeakers()));
    texts.put(JobHeader.CHANNELS, job.options().channels().wireName());
    texts.put(JobHeader.TIMEOUT_MS, Long.toString(job.timeout().toMillis()));
    job.expiresAt().ifPresent(instant -> texts.put(JobHeader.EXPIRES_AT, instant.toString()));
    job.metadata().ifPresent(json -> texts.put(JobHeader.METADATA, json.toString()));
    Map<String, byte[]> headers = new LinkedHashMap<>();
    texts.forEach((header, text) -> headers.put(header.header(), text.getBytes(UTF_8)));
    return headers;
  }

  /**
   * Reads a job; its audio is the value itself, not a copy.
   *
   * @param value may be null
   */
  static Job decode(byte[] value, HeaderLookup headers, String defaultJobId)
      throws InvalidJobException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (JobHeader header : JobHeader.values()) {
      if (headers.value(header.header()).isPresent()) {
        read(header, headers, json, defaultJobId);
      }
    }
    try {
      return new JobReader(json, defaultJobId, job -> audio(value, job)).read();
    } catch (InvalidJobException e) {
      throw refusal(e.error().code(), e.error().message(), e.jobId(), json);
    }
  }

  private static void read(
      JobHeader header, HeaderLookup headers, ObjectNode json, String defaultJobId)
      throws InvalidJobException {
    Optional<String> text = headers.text(header.header());
    if (text.isEmpty()) {
      throw refusal(
          header.isOption() ? ErrorCode.INVALID_OPTIONS : ErrorCode.INVALID_JOB,
          header.field() + " must be text in UTF-8",
          defaultJobId,
          json);
    }
    try {
      put(json, header.field(), header.node(text.get()));
    } catch (IllegalArgumentException e) {
      throw refusal(ErrorCode.INVALID_JOB, e.getMessage(), defaultJobId, json);
    }
  }

  private static InvalidJobException refusal(
      ErrorCode code, String message, String jobId, ObjectNode json) {
    return new InvalidJobException(code, inHeaders(message), jobId, json.get("metadata"));
  }

  private static AudioSource audio(byte[] value, Fields job) {
    Checks.require(value != null, "the record has no value");
    String contentType = job.object("audio").text("encoding");
    return AudioSource.Inline.of(value, AudioEncoding.ofMediaType(contentType));
  }

  private static void put(ObjectNode json, String field, JsonNode node) {
    int dot = field.indexOf('.');
    if (dot < 0) {
      json.set(field, node);
    } else {
      json.withObject("/" + field.substring(0, dot)).set(field.substring(dot + 1), node);
    }
  }

  /** A message that begins with a field says the header's name in its place. */
  private static String inHeaders(String message) {
    return Stream.of(JobHeader.values())
        .filter(header -> message.startsWith(header.field()))
        .findFirst()
        .map(header -> header.header() + message.substring(header.field().length()))
        .orElse(message);
  }
}
