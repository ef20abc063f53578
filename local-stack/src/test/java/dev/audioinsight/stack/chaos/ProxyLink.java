package dev.audioinsight.stack.chaos;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One connection of a client through the proxy, with a thread for each direction. Thread-safe.
 *
 * <p>A frame is a length and as many bytes. A request's begin with api key, api version,
 * correlation id and client id; a response's with the correlation id.
 */
final class ProxyLink {
  private final Socket client;
  private final Socket broker;
  private final ProxyRules rules;
  private final Consumer<ProxyLink> atEnd;

  /** Correlation ids of requests whose answers are to be lost, with their api keys. */
  private final Map<Integer, Short> toLose = new ConcurrentHashMap<>();

  private volatile String clientId = "";

  ProxyLink(Socket client, Socket broker, ProxyRules rules, Consumer<ProxyLink> atEnd)
      throws IOException {
    this.client = client;
    this.broker = broker;
    this.rules = rules;
    this.atEnd = atEnd;
    client.setTcpNoDelay(true);
    broker.setTcpNoDelay(true);
  }

  void start() {
    thread("proxy-up", () -> pass(client, broker, this::mayRequestPass));
    thread("proxy-down", () -> pass(broker, client, this::mayAnswerPass));
  }

  boolean isOf(String id) {
    return clientId.equals(id);
  }

  private static void thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether a frame may pass; where it may not, the link ends. */
  private interface Check {
    boolean mayPass(ByteBuffer frame);
  }

  private void pass(Socket from, Socket to, Check check) {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(to.getOutputStream()))) {
      for (; ; ) {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        if (!check.mayPass(ByteBuffer.wrap(frame))) {
          return;
        }
        TimeUnit.NANOSECONDS.sleep(rules.delayOf(clientId).toNanos());
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
      }
    } catch (IOException e) {
      // One end has hung up: so does the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private boolean mayRequestPass(ByteBuffer frame) {
    short apiKey = frame.getShort();
    frame.getShort();
    int correlationId = frame.getInt();
    short length = frame.getShort();
    if (clientId.isEmpty() && length > 0) {
      byte[] id = new byte[length];
      frame.get(id);
      clientId = new String(id, StandardCharsets.UTF_8);
    }
    if (rules.isLosing(apiKey)) {
      toLose.put(correlationId, apiKey);
    }
    return !rules.isCut(clientId);
  }

  private boolean mayAnswerPass(ByteBuffer frame) {
    Short apiKey = toLose.remove(frame.getInt());
    if (apiKey != null) {
      rules.answerLost(apiKey);
      return false;
    }
    return !rules.isCut(clientId);
  }

  void close() {
    atEnd.accept(this);
    for (Socket socket : new Socket[] {client, broker}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is as good as closed.
      }
    }
  }
}
