package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between workers and broker, passes Kafka's frames on as they are, and cuts, delays or
 * loses them where its rules say so. Of a request it reads the header alone. Thread-safe.
 */
final class KafkaProxy implements AutoCloseable {
  private final ServerSocket door;
  private final ProxyRules rules = new ProxyRules();
  private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
  private volatile int brokerPort;
  private volatile boolean shut;

  private KafkaProxy(ServerSocket door) {
    this.door = door;
  }

  static KafkaProxy start() throws IOException {
    KafkaProxy proxy =
        new KafkaProxy(new ServerSocket(Ports.free(), 64, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(proxy::accept, "proxy-door");
    thread.setDaemon(true);
    thread.start();
    return proxy;
  }

  int port() {
    return door.getLocalPort();
  }

  String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  void forwardTo(int port) {
    brokerPort = port;
  }

  ProxyRules rules() {
    return rules;
  }

  /** Breaks all connections of a client, and lets it make no other until it is mended. */
  void cut(String client) {
    rules.cut(client);
    links.stream().filter(link -> link.isOf(client)).forEach(ProxyLink::close);
  }

  /** Breaks all connections, and lets nobody make another until it is opened again. */
  void shut() {
    shut = true;
    links.forEach(ProxyLink::close);
  }

  void open() {
    shut = false;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        connect(client);
      } catch (IOException e) {
        // The door was closed, and with it the loop ends.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
      ProxyLink link = new ProxyLink(client, broker, rules, links::remove);
      links.add(link);
      link.start();
      // Asked after the link is among those that shut() closes: none slips through.
      if (shut) {
        link.close();
      }
    } catch (IOException e) {
      // The broker is away; the client learns it as it would without a proxy.
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    links.forEach(ProxyLink::close);
  }
}
