package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls that cannot be interrupted and yet end with their job: each has a thread, which the job
 * leaves behind when it stops, and which may outlive it by the call's own time-out. Thread-safe.
 */
final class Detached implements AutoCloseable {
  /** More than that hang only where a service is away; then the next ones fail at once. */
  static final int MAX_THREADS = 64;

  private final ThreadPoolExecutor threads;

  /**
   * @param name of the threads
   */
  Detached(String name) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            MAX_THREADS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> thread(task, name));
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Calls, and waits no longer than the job does.
   *
   * @throws ExecutionException if the call fails, or too many hang already
   * @throws InterruptedIOException if the job is cancelled
   */
  <T> T call(Callable<T> call, Cancellation cancellation)
      throws ExecutionException, InterruptedIOException {
    FutureTask<T> task = new FutureTask<>(call);
    try (Cancellation.Registration registration = cancellation.onCancel(() -> task.cancel(true))) {
      threads.execute(task);
      return task.get();
    } catch (RejectedExecutionException e) {
      throw new ExecutionException(e);
    } catch (CancellationException e) {
      throw new InterruptedIOException("cancelled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** How many calls run, those that hang and have been left behind included. */
  int running() {
    return threads.getActiveCount();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
