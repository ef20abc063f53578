package dev.audioinsight.worker.engine;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Cancels jobs whose time is up, on one thread named {@code deadline}. Thread-safe. */
public final class DeadlineTimer implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  public DeadlineTimer() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "deadline");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Cancels after the limit unless the deadline is closed before. */
  public Deadline start(Duration limit, Cancellation cancellation) {
    ScheduledFuture<?> future =
        timer.schedule(cancellation::cancel, limit.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** A running time limit. */
  public interface Deadline extends AutoCloseable {
    @Override
    void close();
  }
}
