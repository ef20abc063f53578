package dev.audioinsight.worker.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An evaluation as one JSON document: {@code all}, {@code groups}, {@code files}. */
public final class JsonReport {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private JsonReport() {}

  /** The document. */
  public static String of(Evaluation evaluation) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("all", evaluation.all());
    document.put("groups", evaluation.groups());
    document.put("files", files(evaluation));
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map<String, Object>> files(Evaluation evaluation) {
    return evaluation.outcomes().stream().map(JsonReport::file).toList();
  }

  private static Map<String, Object> file(Outcome outcome) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("file", String.valueOf(outcome.truth().file().getFileName()));
    if (outcome.result() instanceof Result.Failed failed) {
      file.put("error", failed.error().code());
    }
    outcome.heard().map(Outcome.Heard::score).ifPresent(score -> file.put("speechFrames", score));
    outcome.level().ifPresent(level -> file.put("snr", level));
    outcome.counted().ifPresent(counted -> file.put("speakers", counted));
    return file;
  }
}
