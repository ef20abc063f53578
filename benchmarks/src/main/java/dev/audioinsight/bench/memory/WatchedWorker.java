package dev.audioinsight.bench.memory;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.harness.ChildJvm;
import dev.audioinsight.bench.harness.Home;
import dev.audioinsight.bench.harness.Resident;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A worker that the start script has started with its default settings, whose memory is read from
 * {@code /proc} and {@code /metrics}. Confined to one thread.
 */
final class WatchedWorker implements AutoCloseable {
  private static final Pattern HEAP =
      Pattern.compile("^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)$", Pattern.MULTILINE);
  private static final int MEGABYTE = 1_000_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ChildJvm process;
  private final int port;

  /**
   * @param recordings the folder that the worker may read
   */
  WatchedWorker(ArmSettings settings, Path recordings) {
    this.port = freePort();
    this.process =
        ChildJvm.startScript(
            "worker",
            List.of(
                "worker",
                "--bootstrap-servers",
                settings.bootstrapServers(),
                "--group",
                settings.group(),
                "--jobs-topic",
                settings.jobs(),
                "--results-topic",
                settings.results(),
                "--dead-letter-topic",
                settings.deadLetters(),
                "--allow-root",
                recordings.toString(),
                "--models",
                Home.models().toString(),
                "--http-port",
                Integer.toString(port)));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says that it can work. */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (System.nanoTime() - deadline < 0) {
      try {
        if (get("/health/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("the worker is not ready");
  }

  /** What it holds at this moment. */
  Held held() throws IOException, InterruptedException {
    double heap =
        HEAP.matcher(get("/metrics").body())
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group(1)))
            .sum();
    return new Held(Resident.megabytes(process.pid()), heap / MEGABYTE);
  }

  /**
   * Megabytes.
   *
   * @param heap in use, garbage included
   */
  record Held(double resident, double heap) {}

  private HttpResponse<String> get(String page) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page))
            .timeout(Duration.ofSeconds(8))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.endInOrder();
  }
}
