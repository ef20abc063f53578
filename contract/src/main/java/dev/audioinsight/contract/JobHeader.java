package dev.audioinsight.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;

/**
 * A header of a record that carries the audio itself, and the field of a JSON job that it stands
 * for. Immutable.
 */
enum JobHeader {
  CONTENT_TYPE("content-type", "audio.encoding", Form.TEXT),
  JOB_ID(DeadLetterHeaders.JOB_ID, "jobId", Form.TEXT),
  METADATA("audio-insight-metadata", "metadata", Form.JSON),
  ANALYSES("audio-insight-analyses", "analyses", Form.LIST),
  VAD_HOP_SIZE("audio-insight-vad-hop-size", "options.vadHopSize", Form.NUMBER),
  VAD_THRESHOLD("audio-insight-vad-threshold", "options.vadThreshold", Form.NUMBER),
  MIN_SPEAKERS("audio-insight-min-speakers", "options.minSpeakers", Form.NUMBER),
  MAX_SPEAKERS("audio-insight-max-speakers", "options.maxSpeakers", Form.NUMBER),
  CHANNELS("audio-insight-channels", "options.channels", Form.TEXT),
  TIMEOUT_MS("audio-insight-timeout-ms", "timeoutMs", Form.NUMBER),
  EXPIRES_AT("audio-insight-expires-at", "expiresAt", Form.TEXT);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** Of a type that no field has. */
  private static final JsonNode WRONG = NODES.binaryNode(new byte[0]);

  private final String header;
  private final String field;
  private final Form form;

  JobHeader(String header, String field, Form form) {
    this.header = header;
    this.field = field;
    this.form = form;
  }

  String header() {
    return header;
  }

  /** Where a JSON job has it, such as {@code options.vadHopSize}. */
  String field() {
    return field;
  }

  /** Whether a JSON job has it among its options, whose faults have a code of their own. */
  boolean isOption() {
    return field.startsWith("options.");
  }

  /**
   * The header's text as the field's value. What is no number is a value of a wrong type, which
   * whoever reads the field refuses by its name.
   *
   * @throws IllegalArgumentException for metadata that are not JSON
   */
  JsonNode node(String text) {
    return switch (form) {
      case TEXT -> NODES.textNode(text);
      case NUMBER -> json(text).filter(JsonNode::isNumber).orElse(WRONG);
      case LIST -> list(text);
      case JSON ->
          json(text).orElseThrow(() -> new IllegalArgumentException(field + " must be JSON"));
    };
  }

  private static JsonNode list(String text) {
    ArrayNode list = NODES.arrayNode();
    for (String name : text.split(",", -1)) {
      list.add(name.strip());
    }
    return list;
  }

  /** One value, as deep in brackets as it would stand in a JSON job. */
  private static Optional<JsonNode> json(String text) {
    try {
      JsonNode array = Json.MAPPER.readTree("[" + text + "]");
      return array.size() == 1 ? Optional.of(array.get(0)) : Optional.empty();
    } catch (JsonProcessingException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private enum Form {
    TEXT,
    NUMBER,
    LIST,
    JSON
  }
}
