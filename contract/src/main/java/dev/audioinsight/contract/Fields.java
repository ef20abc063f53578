package dev.audioinsight.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields of one JSON object, read by name and type.
 *
 * <p>A field that is null counts as absent. A field of a wrong type is an {@link
 * IllegalArgumentException} that names it in full, such as {@code options.vadHopSize}, and never
 * quotes its value. Confined to one call.
 */
final class Fields {
  private final JsonNode object;
  private final String prefix;

  Fields(JsonNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  boolean has(String field) {
    return object.hasNonNull(field);
  }

  JsonNode node(String field) {
    return object.path(field);
  }

  Fields object(String field) {
    Checks.require(node(field).isObject(), prefix + field + " must be an object");
    return new Fields(node(field), prefix + field + ".");
  }

  String text(String field) {
    Checks.require(node(field).isTextual(), prefix + field + " must be a string");
    return node(field).textValue();
  }

  /** A number without a fraction; {@code 256.0} is one, as it is for JSON Schema. */
  long wholeNumber(String field, long limit) {
    JsonNode node = node(field);
    Checks.require(
        node.isNumber() && node.canConvertToExactIntegral(),
        prefix + field + " must be a whole number");
    Checks.require(
        node.canConvertToLong() && node.longValue() <= limit && node.longValue() >= -limit,
        prefix + field + " is out of range");
    return node.longValue();
  }

  int wholeNumberOr(String field, int otherwise) {
    return has(field) ? (int) wholeNumber(field, Integer.MAX_VALUE) : otherwise;
  }

  double numberOr(String field, double otherwise) {
    if (!has(field)) {
      return otherwise;
    }
    Checks.require(node(field).isNumber(), prefix + field + " must be a number");
    return node(field).doubleValue();
  }

  /** The constant whose name on the wire the node holds. */
  static <T> T oneOf(T[] values, Function<T, String> wireName, JsonNode node, String field) {
    return Stream.of(values)
        .filter(value -> node.isTextual() && wireName.apply(value).equals(node.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    field
                        + " takes "
                        + String.join(", ", Stream.of(values).map(wireName).toList())));
  }
}
