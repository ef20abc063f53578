package dev.audioinsight.contract;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who made a result, and with what.
 *
 * @param version of the worker
 * @param worker the host and slot of the worker
 * @param models by kind: the model's name, {@code @}, and the first 12 digits of its SHA-256
 */
public record Provenance(String version, String worker, Map<String, String> models) {
  public Provenance {
    models = java.util.Collections.unmodifiableMap(new TreeMap<>(models));
  }
}
