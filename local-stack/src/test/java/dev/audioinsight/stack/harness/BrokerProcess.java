package dev.audioinsight.stack.harness;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The broker, in a process of its own that can be ended and started again on the same data and
 * ports. Confined to one thread at a time.
 */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final List<String> arguments;
  private final String bootstrapServers;
  private final Consumer<WorkerProcess> started;
  private WorkerProcess process;

  private BrokerProcess(
      Path folder, int port, Map<String, String> properties, Consumer<WorkerProcess> started) {
    this.bootstrapServers = "127.0.0.1:" + port;
    this.started = started;
    this.arguments =
        new ArrayList<>(List.of(folder.toAbsolutePath().toString(), Integer.toString(port)));
    properties.forEach((key, value) -> arguments.add(key + "=" + value));
  }

  /**
   * Starts a broker; it can be used when this returns.
   *
   * @param folder of its data
   * @param port on loopback
   * @param properties of the broker, in place of its defaults
   * @param started is told of each process
   */
  public static BrokerProcess start(
      Path folder, int port, Map<String, String> properties, Consumer<WorkerProcess> started) {
    BrokerProcess broker = new BrokerProcess(folder, port, properties, started);
    try {
      broker.start();
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Starts it again; returns when it can be used. */
  public void start() {
    process = WorkerProcess.start(BrokerMain.class.getName(), arguments);
    started.accept(process);
    await("the broker's start")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> process.hasPrinted(BrokerMain.READY) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker has ended:\n" + process.output());
    }
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** SIGTERM; returns when it has ended. */
  public void terminate() throws InterruptedException {
    process.terminate();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public String output() {
    return process.output();
  }

  /** The door of the test's own clients. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    try {
      // Not before it has ended may its folder be removed.
      process.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
