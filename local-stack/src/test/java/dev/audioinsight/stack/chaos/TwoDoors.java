package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.Ports;
import java.util.HashMap;
import java.util.Map;

/**
 * The ports of a broker with two doors: one for the checker, and one for the workers, which is
 * advertised under the port of the proxy. Immutable.
 *
 * @param direct the door of the checker
 * @param workers the door behind the proxy
 * @param proxy where workers are told that the broker listens
 * @param controller the broker's own
 */
record TwoDoors(int direct, int workers, int proxy, int controller) {
  /** Free ports behind this proxy. */
  static TwoDoors behind(KafkaProxy proxy) {
    return new TwoDoors(Ports.free(), Ports.free(), proxy.port(), Ports.free());
  }

  /** The broker's properties. */
  Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    String checker = "PLAINTEXT://127.0.0.1:" + direct;
    properties.put(
        "listeners",
        checker + ",WORKERS://127.0.0.1:" + workers + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put("advertised.listeners", checker + ",WORKERS://127.0.0.1:" + proxy);
    properties.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,WORKERS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    // KIP-848: the session is the broker's to decide.
    properties.put(
        "group.consumer.min.session.timeout.ms", Long.toString(Fleet.SESSION.toMillis()));
    properties.put("group.consumer.session.timeout.ms", Long.toString(Fleet.SESSION.toMillis()));
    properties.put("group.consumer.min.heartbeat.interval.ms", "1000");
    properties.put("group.consumer.heartbeat.interval.ms", "1000");
    return properties;
  }
}
