package dev.audioinsight.stack.harness;

import dev.audioinsight.stack.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A broker, until it is told to stop. Arguments: data folder, port, and {@code key=value}s. */
final class BrokerMain {
  /** What the process prints once it can be used. */
  static final String READY = "BROKER READY";

  private BrokerMain() {}

  public static void main(String[] args) throws InterruptedException {
    ParentWatch.endWithParent();
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
}
