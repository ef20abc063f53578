package dev.audioinsight.worker.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;
import java.util.Objects;

/**
 * One entry of the manifest. Immutable.
 *
 * @param name of the model
 * @param file its path, relative to the manifest
 * @param sha256 of the file, in 64 hexadecimal digits
 * @param kind what the model is for, such as {@code vad-snr}
 * @param licence of the file, in SPDX's words; null if unsaid
 * @param source where the file can be had, for a model that does not come with the project; else
 *     null
 * @param parameters the name of the entry with the parameters that were fitted to this network;
 *     null if none were, or none are needed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelEntry(
    String name,
    String file,
    String sha256,
    String kind,
    String licence,
    URI source,
    String parameters) {
  public ModelEntry {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(kind, "kind");
  }

  /** As results name it: the name, {@code @}, 12 digits of the checksum. */
  public String label() {
    return name + "@" + sha256.substring(0, 12);
  }
}
