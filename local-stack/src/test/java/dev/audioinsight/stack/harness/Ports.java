package dev.audioinsight.stack.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that go away and come back. Thread-safe.
 *
 * <p>They lie below the range from which outgoing connections get theirs: else a client that knocks
 * while the server is away could be given the server's own port, and be connected to itself.
 */
public final class Ports {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private Ports() {}

  /** A port of loopback that nobody listens on at this moment. */
  public static int free() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Taken: another one will do.
      }
    }
    throw new UncheckedIOException(new IOException("no port between " + FIRST + " and " + LAST));
  }
}
