package dev.audioinsight.contract;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Who made a result, and with what. Immutable.
 *
 * @param version of the worker
 * @param worker the host and slot of the worker
 * @param models by kind: the model's name, {@code @}, and the first 12 digits of its SHA-256; empty
 *     where none took part
 */
public record Provenance(String version, String worker, Map<String, String> models) {
  public Provenance {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(worker, "worker");
    models = Collections.unmodifiableMap(new TreeMap<>(models));
  }
}
