package dev.audioinsight.worker.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/** The JDK's HTTP server on loopback, for tests. */
public final class LoopbackServer {
  private LoopbackServer() {}

  /** A server on a free port; contexts are to be added before its start. */
  public static HttpServer create() throws IOException {
    // The JDK reads its limits once for the JVM, at the first server: without those of
    // ObserveServer, its tests would fail when they run after these.
    System.getProperties().putIfAbsent("sun.net.httpserver.maxReqTime", "2");
    System.getProperties().putIfAbsent("sun.net.httpserver.maxRspTime", "5");
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** The address of a path on it. */
  public static URI uri(HttpServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }
}
