package dev.audioinsight.bench.harness;

import java.nio.file.Path;

/** Where the project lies. */
public final class Home {
  private Home() {}

  /** The project's folder, as the launcher says; else the working folder. */
  public static Path folder() {
    return Path.of(System.getProperty("audioinsight.home", "")).toAbsolutePath();
  }
}
