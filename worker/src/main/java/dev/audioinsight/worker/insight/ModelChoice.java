package dev.audioinsight.worker.insight;

import java.util.Optional;

/**
 * Models to use instead of the project's own: names of the manifest, or files. Immutable.
 *
 * @param vad where speech is looked for
 * @param speaker by which voices are told apart
 */
public record ModelChoice(Optional<String> vad, Optional<String> speaker) {
  /** The project's own. */
  public static final ModelChoice OWN = new ModelChoice(Optional.empty(), Optional.empty());
}
