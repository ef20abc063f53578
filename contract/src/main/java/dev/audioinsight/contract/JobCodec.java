package dev.audioinsight.contract;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/**
 * Turns jobs into JSON and back. Unknown fields are ignored; a field of a wrong type or range is
 * refused with its name; a field that is null counts as absent. Thread-safe.
 */
public final class JobCodec {
  private JobCodec() {}

  /**
   * Reads a job in JSON.
   *
   * @param value the record's value; may be null
   * @param defaultJobId the id of a job that names none
   * @throws InvalidJobException with {@link ErrorCode#INVALID_JOB} or {@link
   *     ErrorCode#INVALID_OPTIONS}
   */
  public static Job decode(byte[] value, String defaultJobId) throws InvalidJobException {
    JsonNode json = parse(value, defaultJobId);
    return new JobReader(json, defaultJobId, job -> JobAudio.read(job, value)).read();
  }

  /**
   * Reads the job of a record: JSON, or the audio itself where its headers say so ({@link RawJob}).
   * Audio that is the value stays there: it is not copied.
   *
   * @param value may be null
   * @throws InvalidJobException with {@link ErrorCode#INVALID_JOB} or {@link
   *     ErrorCode#INVALID_OPTIONS}
   */
  public static Job decode(byte[] value, HeaderLookup headers, String defaultJobId)
      throws InvalidJobException {
    return RawJob.isOne(headers)
        ? RawJob.decode(value, headers, defaultJobId)
        : decode(value, defaultJobId);
  }

  /** Writes a job as one line of JSON in UTF-8. */
  public static byte[] encode(Job job) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("jobId", job.jobId());
    JobAudio.write(json.putObject("audio"), job.audio());
    ArrayNode analyses = json.putArray("analyses");
    Stream.of(Analysis.values())
        .filter(job.analyses()::contains)
        .forEach(analysis -> analyses.add(analysis.wireName()));
    writeOptions(json.putObject("options"), job.options());
    json.put("timeoutMs", job.timeout().toMillis());
    job.expiresAt().ifPresent(instant -> json.put("expiresAt", instant.toString()));
    job.metadata().ifPresent(metadata -> json.set("metadata", metadata));
    try {
      return Json.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(byte[] value, String defaultJobId) throws InvalidJobException {
    if (value == null) {
      throw unreadable("the record has no value", defaultJobId);
    }
    JsonNode json;
    try {
      json = JobTree.read(value);
    } catch (JsonProcessingException e) {
      throw unreadable("the record is not JSON: " + reason(e), defaultJobId);
    } catch (IOException e) {
      throw unreadable("the record is not text in UTF-8", defaultJobId);
    } catch (NumberFormatException e) {
      // An exponent of more than ten digits.
      throw unreadable("the record is not JSON: a number is out of range", defaultJobId);
    }
    if (!json.isObject()) {
      throw unreadable("the record is not a JSON object", defaultJobId);
    }
    return json;
  }

  private static InvalidJobException unreadable(String message, String defaultJobId) {
    return new InvalidJobException(ErrorCode.INVALID_JOB, message, defaultJobId, null);
  }

  /** The parser's word without its excerpt of the input, which may be anything. */
  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    String shortened = text.substring(0, Math.min(text.length(), 160));
    JsonLocation at = e.getLocation();
    return at == null
        ? shortened
        : shortened + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }

  private static void writeOptions(ObjectNode json, Options options) {
    json.put("vadHopSize", options.vadHopSize());
    json.put("vadThreshold", options.vadThreshold());
    json.put("minSpeakers", options.minSpeakers());
    json.put("maxSpeakers", options.maxSpeakers());
    json.put("channels", options.channels().wireName());
  }
}
