package dev.audioinsight.worker;

import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.JobProcessor;
import dev.audioinsight.worker.kafka.DeniedException;
import dev.audioinsight.worker.kafka.KafkaSide;
import dev.audioinsight.worker.kafka.PollThread;
import dev.audioinsight.worker.kafka.SlotTakenException;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/**
 * A running worker: poll thread, inference pool and deadline timer, from start to drain.
 *
 * <p>The processor is warm before it gets here, so the group is joined by a worker that can work at
 * once. Thread-safe.
 */
public final class Worker implements AutoCloseable {
  private final DeadlineTimer deadlines;
  private final InferencePool pool;
  private final PollThread pollThread;
  private final SnapshotHolder snapshots;

  private Worker(
      DeadlineTimer deadlines,
      InferencePool pool,
      PollThread pollThread,
      SnapshotHolder snapshots) {
    this.deadlines = deadlines;
    this.pool = pool;
    this.pollThread = pollThread;
    this.snapshots = snapshots;
  }

  /** Starts a worker that nobody watches; it joins the group in the background. */
  public static Worker start(WorkerSettings settings, JobProcessor processor) {
    return start(
        settings, processor, new WorkerMetrics(new SimpleMeterRegistry()), new SnapshotHolder());
  }

  /** Starts a worker; it joins the group in the background. */
  public static Worker start(
      WorkerSettings settings,
      JobProcessor processor,
      WorkerMetrics metrics,
      SnapshotHolder snapshots) {
    return start(new KafkaSide(settings.kafka()), settings, processor, metrics, snapshots);
  }

  static Worker start(
      KafkaSide kafka,
      WorkerSettings settings,
      JobProcessor processor,
      WorkerMetrics metrics,
      SnapshotHolder snapshots) {
    DeadlineTimer deadlines = new DeadlineTimer();
    Answerer answerer =
        new Answerer(
            processor,
            deadlines,
            Answerer.provenance(settings.version(), settings.name()),
            Clock.systemUTC());
    InferencePool pool =
        new InferencePool(
            settings.threads(),
            settings.fetchThreads(),
            settings.kafka().maxInFlightJobs(),
            answerer);
    metrics.gauge("fetches.running", "Jobs whose audio is fetched", null, pool::fetchesRunning);
    metrics.gauge("fetches.waiting", "Jobs that wait to be fetched", null, pool::fetchesWaiting);
    PollThread pollThread = kafka.pollThread(pool, metrics, snapshots);
    pollThread.start();
    return new Worker(deadlines, pool, pollThread, snapshots);
  }

  /** What the poll thread last showed of itself. */
  public SnapshotHolder snapshots() {
    return snapshots;
  }

  /** Waits until the worker has ended by itself; false if it still runs after the time. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return pollThread.awaitEnd(limit);
  }

  /** Why the worker ended by itself; null if it did not. */
  public Throwable failure() {
    return pollThread.failure();
  }

  /** What the process is to exit with: 0 after a stop, 1 after a fault, or one of its own. */
  public int exitCode() {
    if (failure() == null) {
      return 0;
    }
    if (failure() instanceof SlotTakenException) {
      return SlotTakenException.EXIT_CODE;
    }
    return failure() instanceof DeniedException ? 4 : 1;
  }

  /** Drains, leaves the group and ends every thread. */
  @Override
  public void close() {
    pollThread.close();
    pool.close();
    deadlines.close();
  }
}
