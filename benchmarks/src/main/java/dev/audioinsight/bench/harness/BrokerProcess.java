package dev.audioinsight.bench.harness;

import dev.audioinsight.stack.Main;
import java.time.Duration;
import java.util.List;

/**
 * The embedded broker in a process of its own, with its data in a temporary folder of that process.
 * Confined to one thread.
 */
public final class BrokerProcess implements AutoCloseable {
  private final ChildJvm process;
  private final String bootstrapServers;

  private BrokerProcess(ChildJvm process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts a broker on a free port; it can be used when this returns. */
  public static BrokerProcess start() throws InterruptedException {
    ChildJvm process =
        ChildJvm.start("broker", List.of("-Xmx512m"), Main.class, List.of("broker", "--port", "0"));
    try {
      String rest = process.await("Kafka listens on ", Duration.ofMinutes(1));
      return new BrokerProcess(process, rest.substring(0, rest.indexOf(';')));
    } catch (IllegalStateException e) {
      process.close();
      throw e;
    }
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    process.endInOrder();
  }
}
