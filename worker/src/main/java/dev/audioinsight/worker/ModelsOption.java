package dev.audioinsight.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the models are: the option of every command that reads them. */
final class ModelsOption {
  @Option(
      names = "--models",
      paramLabel = "DIR",
      defaultValue = "${env:AUDIO_INSIGHT_MODELS}",
      description =
          "The models folder (env AUDIO_INSIGHT_MODELS; else models/ of the installation).")
  private Path models;

  /** The folder asked for, or that of the installation, or that of the working directory. */
  Path folder() {
    if (models != null && !models.toString().isEmpty()) {
      return models;
    }
    String home = System.getProperty("audioinsight.home");
    Path installed = Path.of(home == null ? "." : home, "models");
    return Files.isDirectory(installed) ? installed : Path.of("models");
  }
}
