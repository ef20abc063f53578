package dev.audioinsight.stack.harness;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.audioinsight.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** A broker, until it is told to stop. Arguments: data folder, port, and {@code key=value}s. */
final class BrokerMain {
  /** What the process prints once it can be used. */
  static final String READY = "BROKER READY";

  private BrokerMain() {}

  public static void main(String[] args) throws InterruptedException {
    ParentWatch.endWithParent();
    tellOfMarkers();
    Map<String, String> properties = new HashMap<>();
    for (int i = 2; i < args.length; i++) {
      String[] property = args[i].split("=", 2);
      properties.put(property[0], property[1]);
    }
    EmbeddedKafka kafka =
        EmbeddedKafka.start(Integer.parseInt(args[1]), Path.of(args[0]), properties);
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "shutdown"));
    System.out.println(READY);
    Thread.currentThread().join();
  }

  /** Markers that the coordinator skips are told at this level. */
  private static void tellOfMarkers() {
    Logger markers =
        (Logger)
            LoggerFactory.getLogger(
                "kafka.coordinator.transaction.TransactionMarkerChannelManager");
    markers.setLevel(Level.INFO);
  }
}
