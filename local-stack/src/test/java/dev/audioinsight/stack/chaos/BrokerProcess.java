package dev.audioinsight.stack.chaos;

import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The broker, in a process of its own that can be ended and started again on the same data and
 * ports. Confined to one thread at a time.
 */
final class BrokerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  private final List<String> arguments;
  private final String bootstrapServers;
  private final int workerPort;
  private final FlightRecorder recorder;
  private WorkerProcess process;

  private BrokerProcess(Path folder, int proxyPort, FlightRecorder recorder) {
    int port = Ports.free();
    this.workerPort = Ports.free();
    this.bootstrapServers = "127.0.0.1:" + port;
    this.recorder = recorder;
    this.arguments =
        List.of(
            folder.toAbsolutePath().toString(),
            Integer.toString(port),
            Integer.toString(workerPort),
            Integer.toString(proxyPort),
            Integer.toString(Ports.free()));
  }

  /**
   * Starts a broker; it can be used when this returns.
   *
   * @param folder of its data
   * @param proxy where workers are told that it listens
   */
  static BrokerProcess start(Path folder, KafkaProxy proxy, FlightRecorder recorder) {
    BrokerProcess broker = new BrokerProcess(folder, proxy.port(), recorder);
    proxy.forwardTo(broker.workerPort);
    try {
      broker.start();
      return broker;
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
  }

  /** Starts it again; returns when it can be used. */
  void start() {
    process = WorkerProcess.start(BrokerMain.class.getName(), arguments);
    recorder.watch("broker", process);
    await("the broker's start")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> process.hasPrinted(BrokerMain.READY) || !process.isAlive());
    if (!process.isAlive()) {
      throw new IllegalStateException("the broker has ended:\n" + process.output());
    }
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.kill();
  }

  /** SIGTERM; returns when it has ended. */
  void terminate() throws InterruptedException {
    process.terminate();
  }

  /** The door that leads past the proxy. */
  String bootstrapServers() {
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
