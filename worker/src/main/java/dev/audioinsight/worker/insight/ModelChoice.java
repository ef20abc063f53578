package dev.audioinsight.worker.insight;

import java.util.Optional;

/**
 * Models to use instead of the project's own: names of the manifest, or files. Immutable.
 *
 * @param vad where speech is looked for
 */
public record ModelChoice(Optional<String> vad) {
  /** The project's own. */
  public static final ModelChoice OWN = new ModelChoice(Optional.empty());
}
