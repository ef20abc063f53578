package dev.audioinsight.worker;

import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.kafka.KafkaSide;
import dev.audioinsight.worker.observe.Observability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A worker in this process as its supervisor sees it, with health checks and metrics on a port of
 * its own, and with collaborators of the test's choice. Thread-safe.
 */
public final class StartedWorker implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final Observability observability;
  private final Worker worker;

  private StartedWorker(KafkaSide side, KafkaSettings kafka, ObedientProcessor processor)
      throws IOException {
    observability =
        Observability.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Observability.DEFAULT_TURN_LIMIT);
    worker =
        Worker.start(
            side,
            new WorkerSettings(kafka, 2, "test/in-process", "test"),
            processor,
            observability.metrics(),
            observability.snapshots());
  }

  /** Starts a worker as it is. */
  public static StartedWorker start(KafkaSettings kafka) {
    return start(new KafkaSide(kafka), kafka);
  }

  /** Starts a worker with another Kafka side. */
  public static StartedWorker start(KafkaSide side, KafkaSettings kafka) {
    try {
      return new StartedWorker(side, kafka, new ObedientProcessor());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Worker worker() {
    return worker;
  }

  /** Whether {@code /health/live} says so. */
  public boolean isLive() {
    return get("/health/live").statusCode() == 200;
  }

  /** Whether {@code /health/ready} says so. */
  public boolean isReady() {
    return get("/health/ready").statusCode() == 200;
  }

  /** What a page says. */
  public String page(String path) {
    return get(path).body();
  }

  /** How many troubles of a kind are counted. */
  public long troubles(String kind) {
    String line = "audio_insight_broker_troubles_total{kind=\"" + kind + "\"} ";
    return page("/metrics")
        .lines()
        .filter(text -> text.startsWith(line))
        .map(text -> text.substring(line.length()))
        .mapToLong(value -> (long) Double.parseDouble(value))
        .sum();
  }

  private HttpResponse<String> get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + observability.port() + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    worker.close();
    observability.close();
  }
}
