package dev.audioinsight.stack.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The questions that a Prometheus answers. Thread-safe. */
final class Prometheus {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  Prometheus(int port) {
    this.address = "http://127.0.0.1:" + port + "/api/v1/";
  }

  /**
   * The value of each series that the expression has now; none while Prometheus is not there.
   *
   * @throws AssertionError if it is no expression
   */
  List<Double> values(String expression) throws InterruptedException {
    List<Double> values = new ArrayList<>();
    get("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .path("result")
        .forEach(series -> values.add(value(series.path("value").path(1).asText())));
    return values;
  }

  /** The rules, each with its health. */
  JsonNode rules() throws InterruptedException {
    return get("rules").path("groups").path(0).path("rules");
  }

  private JsonNode get(String path) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() == 400) {
        throw new AssertionError(path + ": " + response.body());
      }
      return MAPPER.readTree(response.body()).path("data");
    } catch (IOException e) {
      return MAPPER.missingNode();
    }
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
