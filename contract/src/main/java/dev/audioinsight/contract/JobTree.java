package dev.audioinsight.contract;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Parses a job, all but the audio that it carries: {@code audio.data} is checked as JSON, stands in
 * the tree as an empty string, and never becomes a text of up to 128 MB. {@link InlineAudio}
 * decodes it. Thread-safe.
 */
final class JobTree {
  private JobTree() {}

  /** The tree, of whatever type; missing where the value is blank. */
  static JsonNode read(byte[] value) throws IOException {
    try (JsonParser parser = Json.MAPPER.createParser(value)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return JsonNodeFactory.instance.missingNode();
      }
      JsonNode json = first == JsonToken.START_OBJECT ? job(parser) : tree(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "something follows the job");
      }
      return json;
    }
  }

  private static JsonNode job(JsonParser parser) throws IOException {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      boolean audio = parser.nextToken() == JsonToken.START_OBJECT && name.equals("audio");
      job.set(name, audio ? audio(parser) : tree(parser));
    }
    return job;
  }

  private static JsonNode audio(JsonParser parser) throws IOException {
    ObjectNode audio = JsonNodeFactory.instance.objectNode();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (parser.nextToken() == JsonToken.VALUE_STRING && name.equals("data")) {
        audio.put(name, "");
      } else {
        audio.set(name, tree(parser));
      }
    }
    return audio;
  }

  /** Texts, the most frequent of all, need no reader. */
  private static JsonNode tree(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING
        ? JsonNodeFactory.instance.textNode(parser.getText())
        : Json.VALUES.readTree(parser);
  }
}
