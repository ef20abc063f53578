package dev.audioinsight.stack.trouble;

import dev.audioinsight.stack.EmbeddedKafka;
import dev.audioinsight.stack.harness.ParentWatch;
import java.nio.file.Path;
import java.util.Map;

/** A broker in a process of its own, which may halt. Arguments: port, data folder. */
final class LoneBrokerMain {
  /** What the process prints once it can be used. */
  static final String READY = "BROKER READY";

  private LoneBrokerMain() {}

  public static void main(String[] args) throws InterruptedException {
    ParentWatch.endWithParent();
    EmbeddedKafka.start(
        Integer.parseInt(args[0]),
        Path.of(args[1]),
        // Segments are mapped and indexed in advance: let them be small beside the disk.
        Map.of("log.segment.bytes", "4194304", "log.index.size.max.bytes", "65536"));
    System.out.println(READY);
    Thread.currentThread().join();
  }
}
