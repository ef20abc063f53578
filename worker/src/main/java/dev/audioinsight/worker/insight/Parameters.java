package dev.audioinsight.worker.insight;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.worker.inference.ModelEntry;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.ModelStore;

/** Reads fitted parameters into their record. Thread-safe. */
final class Parameters {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Parameters() {}

  /**
   * The record of this type.
   *
   * @throws ModelException if the file lacks what it needs
   */
  static <T> T of(ModelStore store, ModelEntry entry, Class<T> type) {
    JsonNode json = store.parameters(entry);
    try {
      return MAPPER.convertValue(json, type);
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          entry.file() + " holds no " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }
}
