package dev.audioinsight.stack.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A web server on loopback that has one recording, at as many paths as need be. Thread-safe. */
public final class AudioServer implements AutoCloseable {
  private final byte[] audio;
  private final HttpServer server;
  private final ExecutorService serving = Executors.newCachedThreadPool();
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger late = new AtomicInteger();

  public AudioServer(Path audio) throws IOException {
    this.audio = Files.readAllBytes(audio);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(serving);
    server.start();
  }

  /** Answers at a path at once, with this status. */
  public void serve(String path, IntSupplier status) {
    server.createContext(path, exchange -> answer(exchange, status.getAsInt()));
  }

  /** Answers at a path only when it is {@link #release}d. */
  public void serveLate(String path) {
    server.createContext(
        path,
        exchange -> {
          late.incrementAndGet();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          answer(exchange, 200);
        });
  }

  /** How many requests have ever come that were to be answered late. */
  public int lateRequests() {
    return late.get();
  }

  /** From now on nothing is late. */
  public void release() {
    release.countDown();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, audio.length);
      exchange.getResponseBody().write(audio);
    }
  }

  @Override
  public void close() {
    release();
    server.stop(0);
    serving.shutdownNow();
  }
}
