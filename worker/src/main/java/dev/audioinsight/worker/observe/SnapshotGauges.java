package dev.audioinsight.worker.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** The gauges that read the latest snapshot, {@code audio_insight_…} in Prometheus. Thread-safe. */
final class SnapshotGauges implements MeterBinder {
  private final SnapshotHolder snapshots;
  private final WorkerMetrics metrics;

  SnapshotGauges(SnapshotHolder snapshots, WorkerMetrics metrics) {
    this.snapshots = snapshots;
    this.metrics = metrics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "jobs.in.flight", "Jobs in the pool or its queue", s -> s.jobs().size());
    gauge(registry, "outcomes.ready", "Waiting for a transaction", s -> s.outcomesReady());
    gauge(registry, "places.used", "Jobs that hold a place", s -> s.places().used());
    gauge(registry, "places.max", "Places that there are", s -> s.places().max());
    bytes(registry, "payload.used", "Payload that is held", s -> s.payloadBytes().used());
    bytes(registry, "payload.max", "Payload that may be held", s -> s.payloadBytes().max());
    gauge(registry, "partitions.assigned", "Assigned", s -> s.partitions().size());
    gauge(registry, "partitions.paused", "Not polled for now", s -> s.pausedPartitions());
    gauge(registry, "backlog.jobs", "Unanswered jobs, assigned partitions", s -> s.backlogJobs());
    gauge(registry, "standstills", "What only a restart mends", s -> s.standstills().size());
    seconds(registry, "backlog", "Work in the backlog, at the median job", this::backlogSeconds);
    seconds(registry, "oldest.incomplete.age", "Age of what is open longest", this::oldestAge);
    seconds(
        registry,
        "last.turn.age",
        "Since the poll thread's last turn",
        s -> snapshots.sinceLastTurn().toNanos() / 1e9);
  }

  /**
   * The work that waits, in seconds of one thread; 0 without a backlog, NaN before the first job.
   */
  private double backlogSeconds(WorkerSnapshot snapshot) {
    long jobs = snapshot.backlogJobs();
    return jobs == 0 ? 0 : jobs * metrics.medianAnalysisSeconds();
  }

  private double oldestAge(WorkerSnapshot snapshot) {
    return snapshot
        .oldestIncomplete()
        .map(oldest -> snapshots.age(oldest.sinceNanos()).toNanos() / 1e9)
        .orElse(0.0);
  }

  private void seconds(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<WorkerSnapshot> value) {
    register(registry, name, description, "seconds", value);
  }

  private void bytes(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<WorkerSnapshot> value) {
    register(registry, name, description, "bytes", value);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<WorkerSnapshot> value) {
    register(registry, name, description, null, value);
  }

  private void register(
      MeterRegistry registry,
      String name,
      String description,
      String unit,
      ToDoubleFunction<WorkerSnapshot> value) {
    Gauge.builder("audio.insight." + name, snapshots, s -> value.applyAsDouble(s.latest()))
        .description(description)
        .baseUnit(unit)
        .strongReference(true)
        .register(registry);
  }
}
