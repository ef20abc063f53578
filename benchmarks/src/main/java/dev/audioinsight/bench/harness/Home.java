package dev.audioinsight.bench.harness;

import java.nio.file.Path;

/** Where the project lies. */
public final class Home {
  private Home() {}

  /** The project's folder, as the launcher says; else the working folder. */
  public static Path folder() {
    return Path.of(System.getProperty("audioinsight.home", "")).toAbsolutePath();
  }

  /** Where every run is written to. */
  public static Path results() {
    return folder().resolve(Path.of("benchmarks", "target", "bench"));
  }

  /** The project's own models. */
  public static Path models() {
    return folder().resolve("models");
  }

  /** Models of others beside the project, which may be absent. */
  public static Path sharedModels() {
    return folder().resolveSibling("shared").resolve("models");
  }

  /** Recordings that the project made. */
  public static Path samples() {
    return folder().resolve("samples");
  }
}
