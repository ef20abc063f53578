package dev.audioinsight.stack.soak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a worker says of itself at {@code /metrics}. Thread-safe. */
final class Metrics {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI page;

  /**
   * @param port of the worker on loopback
   */
  Metrics(int port) {
    this.page = URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** All that there is to read at this moment. */
  Reading read() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page).timeout(LIMIT).build();
    return new Reading(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  /** One reading, in Prometheus's text. Immutable. */
  record Reading(String text) {
    /** The sum of all series of a name whose labels contain this text. */
    double sum(String name, String label) {
      return Pattern.compile(
              "^" + name + "(?:\\{[^}]*" + label + "[^}]*})? (\\S+)$", Pattern.MULTILINE)
          .matcher(text)
          .results()
          .mapToDouble(match -> Double.parseDouble(match.group(1)))
          .sum();
    }
  }
}
