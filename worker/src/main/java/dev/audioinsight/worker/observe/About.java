package dev.audioinsight.worker.observe;

import java.util.Map;
import java.util.Objects;

/**
 * What does not change while a worker runs. Immutable.
 *
 * @param worker host and slot, as results name it
 * @param version as results name it
 * @param threads that analyse
 * @param models by kind: name, {@code @}, 12 digits of the SHA-256
 */
public record About(String worker, String version, int threads, Map<String, String> models) {
  /** A worker that has not said yet. */
  static final About NOTHING = new About("", "", 0, Map.of());

  public About {
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(version, "version");
    models = Map.copyOf(models);
  }
}
