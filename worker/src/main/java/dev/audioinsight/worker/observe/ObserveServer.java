package dev.audioinsight.worker.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.audioinsight.contract.view.PlainText;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side: the status page at {@code /}, {@code /metrics}, {@code /health/live}, {@code
 * /health/ready}, {@code /jobs} and {@code /status}, on one daemon thread named {@code http}, which
 * reads snapshots and meters only. Thread-safe.
 */
final class ObserveServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObserveServer.class);
  private static final String JSON = "application/json; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  /** The page shows text that anybody may have sent: nothing of it is to run, nor to be framed. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
              + " data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-store");

  static {
    // The JDK's server waits for ever for the rest of a request, and there is one thread: a client
    // that stalls would keep the health checks from being answered. In seconds; the JVM's user may
    // set others.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "2");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "5");
  }

  private final HttpServer server;
  private final ExecutorService executor;
  private final Map<String, Supplier<Response>> pages;
  private final HostCheck hosts;

  private record Response(int status, String contentType, String body) {
    static Response json(int status, JsonNode body) {
      return new Response(status, JSON, PlainText.json(body.toString()) + "\n");
    }
  }

  private ObserveServer(HttpServer server, Map<String, Supplier<Response>> pages) {
    this.server = server;
    this.pages = pages;
    this.hosts = new HostCheck(server.getAddress().getAddress());
    this.executor = Executors.newSingleThreadExecutor(ObserveServer::daemon);
  }

  /**
   * Opens the port.
   *
   * @param address where to listen; port 0 for any free one
   * @throws IOException if the port cannot be had; the message names it
   */
  static ObserveServer start(
      InetSocketAddress address,
      SnapshotHolder snapshots,
      PrometheusMeterRegistry registry,
      Health health,
      StatusReport status)
      throws IOException {
    JobsPage jobs = new JobsPage(snapshots);
    Map<String, Supplier<Response>> pages =
        Map.of(
            "/", asset("page.html", "text/html"),
            "/page.css", asset("page.css", "text/css"),
            "/page.js", asset("page.js", "text/javascript"),
            "/metrics", () -> new Response(200, PROMETHEUS, registry.scrape(PROMETHEUS)),
            "/health/live", () -> verdict("live", health.deadBecause()),
            "/health/ready", () -> verdict("ready", health.unreadyBecause()),
            "/jobs", () -> Response.json(200, jobs.render()),
            "/status", () -> Response.json(200, status.render()));
    ObserveServer started = new ObserveServer(listen(address), pages);
    started.serve();
    return started;
  }

  /** A file of the page; it is part of the program. */
  private static Supplier<Response> asset(String name, String mediaType) {
    try (InputStream in = ObserveServer.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Response response = new Response(200, mediaType + "; charset=utf-8", text);
      return () -> response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static HttpServer listen(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /** The server's own thread inherits from the one that starts it: it must not keep the JVM up. */
  private void serve() {
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    CompletableFuture.runAsync(server::start, executor).join();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "http");
    thread.setDaemon(true);
    return thread;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, respond(exchange));
    }
  }

  private Response respond(HttpExchange exchange) {
    if (!METHODS.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return fault(405, "only GET and HEAD are answered");
    }
    if (!hosts.allows(exchange.getRequestHeaders().getFirst("Host"))) {
      return fault(421, "this host name is not answered");
    }
    Supplier<Response> page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return fault(
          404, "there are " + String.join(", ", pages.keySet().stream().sorted().toList()));
    }
    try {
      return page.get();
    } catch (RuntimeException e) {
      log.error("{} could not be made", exchange.getRequestURI().getPath(), e);
      return fault(500, "the page could not be made; the log says why");
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", response.contentType());
    HEADERS.forEach(exchange.getResponseHeaders()::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(response.status(), -1);
    } else {
      exchange.sendResponseHeaders(response.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Response verdict(String name, List<String> objections) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", objections.isEmpty() ? name : "not " + name);
    if (!objections.isEmpty()) {
      objections.forEach(body.putArray("reasons")::add);
    }
    return Response.json(objections.isEmpty() ? 200 : 503, body);
  }

  private static Response fault(int status, String message) {
    return Response.json(status, JsonNodeFactory.instance.objectNode().put("error", message));
  }
}
