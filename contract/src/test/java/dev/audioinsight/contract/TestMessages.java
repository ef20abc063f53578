package dev.audioinsight.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Messages and schemas that the tests share. */
final class TestMessages {
  static final String SHA256 = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";
  static final AudioInfo AUDIO = new AudioInfo(61_240L, 8_000, 1, "wav", SHA256, false, 3_400.0);
  static final Timing TIMING = new Timing(3, 12, 4, 30, 95, 151);
  static final Provenance PROVENANCE = new Provenance("1.0.0", "host/0", Map.of());
  static final Source SOURCE = new Source("audio.jobs", 3, 1187, 1);

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Schema JOB = REGISTRY.getSchema(Schemas.job());
  private static final Schema HEADERS = REGISTRY.getSchema(Schemas.jobHeaders());
  private static final Schema RESULT = REGISTRY.getSchema(Schemas.result());

  private TestMessages() {}

  /** A job with this JSON text for its audio and these further fields, such as {@code "a": 1}. */
  static byte[] job(String fields) {
    String audio = "{\"audio\": {\"uri\": \"file:///a.wav\"}";
    return (audio + (fields.isEmpty() ? "" : ", " + fields) + "}").getBytes(UTF_8);
  }

  static String golden(String name) {
    try (InputStream in = TestMessages.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> faultsOfJob(byte[] message) {
    return faults(JOB, message);
  }

  /**
   * @param headers as one JSON object of texts
   */
  static List<String> faultsOfHeaders(byte[] headers) {
    return faults(HEADERS, headers);
  }

  static List<String> faultsOfResult(byte[] message) {
    return faults(RESULT, message);
  }

  static JsonNode tree(byte[] message) {
    try {
      return Json.MAPPER.readTree(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> faults(Schema schema, byte[] message) {
    return schema.validate(new String(message, UTF_8), InputFormat.JSON).stream()
        .map(Error::toString)
        .toList();
  }
}
