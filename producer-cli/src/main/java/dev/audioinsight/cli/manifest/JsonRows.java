package dev.audioinsight.cli.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A manifest of lines of JSON: each is a job as the contract has it, or names a {@code file} in
 * place of its {@code audio}. Thread-safe.
 */
final class JsonRows {
  /** Metadata keep their digits, and a field that is given twice is refused. */
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Set<String> FIELDS =
      Set.of("file", "jobId", "audio", "analyses", "options", "timeoutMs", "expiresAt", "metadata");
  private static final Set<String> OPTIONS =
      Set.of("vadHopSize", "vadThreshold", "minSpeakers", "maxSpeakers", "channels");
  private static final Set<String> AUDIO = Set.of("uri", "data", "encoding");

  private JsonRows() {}

  static List<ManifestRow> read(BufferedReader in, String name) throws IOException {
    List<ManifestRow> rows = new ArrayList<>();
    long number = 0;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      number++;
      if (!line.isBlank()) {
        rows.add(new ManifestRow(number, row(line, name, number)));
      }
    }
    return rows;
  }

  private static ObjectNode row(String line, String name, long number) {
    try {
      JsonNode json = MAPPER.readTree(line);
      if (!(json instanceof ObjectNode row)) {
        throw new IllegalArgumentException("it is no JSON object");
      }
      requireKnown(row, "", FIELDS);
      requireKnown(row.path("options"), "options.", OPTIONS);
      requireKnown(row.path("audio"), "audio.", AUDIO);
      return row;
    } catch (JsonProcessingException e) {
      throw Manifest.bad(name, number, "it is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw Manifest.bad(name, number, e.getMessage());
    }
  }

  private static void requireKnown(JsonNode object, String prefix, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                throw new IllegalArgumentException("there is no field '" + prefix + field + "'");
              }
            });
  }
}
