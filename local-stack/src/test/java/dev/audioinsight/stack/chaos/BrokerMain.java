package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.ParentWatch;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A broker with two doors: one for the checker, and one for the workers, which is advertised under
 * the port of the proxy. Arguments: data folder, the ports of the first door, of the second, of the
 * proxy, and of the controller.
 */
final class BrokerMain {
  /** What the process prints once it can be used. */
  static final String READY = "BROKER READY";

  private BrokerMain() {}

  public static void main(String[] args) throws InterruptedException {
    ParentWatch.endWithParent();
    EmbeddedKafka kafka =
        EmbeddedKafka.start(
            Integer.parseInt(args[1]),
            Path.of(args[0]),
            properties(args[1], args[2], args[3], args[4]));
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "shutdown"));
    System.out.println(READY);
    Thread.currentThread().join();
  }

  private static Map<String, String> properties(
      String port, String workerPort, String proxyPort, String controllerPort) {
    Map<String, String> properties = new HashMap<>();
    String direct = "PLAINTEXT://127.0.0.1:" + port;
    properties.put(
        "listeners",
        direct
            + ",WORKERS://127.0.0.1:"
            + workerPort
            + ",CONTROLLER://127.0.0.1:"
            + controllerPort);
    properties.put("advertised.listeners", direct + ",WORKERS://127.0.0.1:" + proxyPort);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,WORKERS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    // KIP-848: the session is the broker's to decide.
    properties.put(
        "group.consumer.min.session.timeout.ms", Long.toString(Fleet.SESSION.toMillis()));
    properties.put("group.consumer.session.timeout.ms", Long.toString(Fleet.SESSION.toMillis()));
    properties.put("group.consumer.min.heartbeat.interval.ms", "1000");
    properties.put("group.consumer.heartbeat.interval.ms", "1000");
    return properties;
  }
}
