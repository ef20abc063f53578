package dev.audioinsight.worker.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that says whatever a test wants, byte for byte, on loopback. Thread-safe. */
final class RawServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Talk talk;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  /** What a server says on one connection, whose request has been read. */
  interface Talk {
    void say(String request, OutputStream out) throws IOException;
  }

  /**
   * @param socket accepts connections; TLS or not
   */
  RawServer(ServerSocket socket, Talk talk) {
    this.socket = socket;
    this.talk = talk;
    Thread acceptor = new Thread(this::accept, "raw-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  static RawServer saying(Talk talk) {
    try {
      return new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), talk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawServer saying(String answer) {
    return saying((request, out) -> out.write(bytes(answer)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The heads of the requests that came. */
  List<String> requests() {
    return requests;
  }

  int connections() {
    return connections.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread thread = new Thread(() -> serve(connection), "raw-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      String request = head(connection.getInputStream());
      requests.add(request);
      OutputStream out = connection.getOutputStream();
      talk.say(request, out);
      out.flush();
      connection.shutdownOutput();
    } catch (IOException | UnsupportedOperationException e) {
      // The client has hung up, as it may.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
