package dev.audioinsight.worker.observe;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** All that makes the worker visible, from start to close. Thread-safe. */
public final class Observability implements AutoCloseable {
  /**
   * The longest turn of a poll thread that lives: a transaction may take 15 s to time out and be
   * asked about twice, and a revocation waits some seconds more.
   */
  public static final Duration DEFAULT_TURN_LIMIT = Duration.ofSeconds(60);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final SnapshotHolder snapshots;
  private final WorkerMetrics metrics = new WorkerMetrics(registry);
  private final StatusReport status;
  private final ObserveServer server;

  private Observability(InetSocketAddress address, Duration turnLimit, SnapshotHolder snapshots)
      throws IOException {
    this.snapshots = snapshots;
    Health health = new Health(snapshots, turnLimit);
    this.status = new StatusReport(snapshots, metrics, health);
    this.server = ObserveServer.start(address, snapshots, registry, health, status);
    new SnapshotGauges(snapshots, metrics).bindTo(registry);
    bindJvm();
  }

  /**
   * Opens the port; the state is {@link WorkerSnapshot.State#STARTING}.
   *
   * @param address where to listen, the loopback address unless told otherwise; port 0 for any free
   *     one
   * @param turnLimit the longest turn of a poll thread that lives
   * @throws IOException if the port cannot be had
   */
  public static Observability start(InetSocketAddress address, Duration turnLimit)
      throws IOException {
    return start(address, turnLimit, new SnapshotHolder());
  }

  static Observability start(
      InetSocketAddress address, Duration turnLimit, SnapshotHolder snapshots) throws IOException {
    return new Observability(address, turnLimit, snapshots);
  }

  /** Where the poll thread shows what it sees. */
  public SnapshotHolder snapshots() {
    return snapshots;
  }

  /** What is counted and timed. */
  public WorkerMetrics metrics() {
    return metrics;
  }

  /** What the status page is to say of this worker, once it is known. */
  public void introduce(About about) {
    status.introduce(about);
  }

  /** The port that was opened. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    gc.close();
    registry.close();
  }

  private void bindJvm() {
    gc.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new ProcessMemory().bindTo(registry);
  }
}
