package dev.audioinsight.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Chromium without a window. Thread-safe. */
public final class Browser {
  private static final long LIMIT_SECONDS = 90;

  private Browser() {}

  /**
   * What a browser made of a page. Immutable.
   *
   * @param dom as the page's scripts have left it
   * @param log what scripts and policies complained of
   */
  public record Page(String dom, String log) {}

  /**
   * Opens a page and lets its scripts run for a while; where there is no Chromium the test is
   * skipped, and says so.
   *
   * @param folder for what the browser writes
   */
  public static Page open(URI page, Path folder) throws IOException, InterruptedException {
    Path dom = folder.resolve("dom");
    Path log = folder.resolve("log");
    Process browser =
        new ProcessBuilder(
                chromium(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--virtual-time-budget=3000",
                "--dump-dom",
                page.toString())
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      if (!browser.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the browser did not end within " + LIMIT_SECONDS + " s");
      }
    } finally {
      browser.destroyForcibly().waitFor();
    }
    return new Page(Files.readString(dom), Files.readString(log));
  }

  private static String chromium() {
    List<Path> found =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .map(name -> Path.of("/usr/bin", name))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(!found.isEmpty(), "no Chromium in /usr/bin: the page was not looked at");
    return found.get(0).toString();
  }
}
