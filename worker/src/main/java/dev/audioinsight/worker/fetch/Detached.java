package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Calls that cannot be interrupted and yet end with their job: each has a thread, which the job
 * leaves behind when it stops, and which may outlive it by the call's own time-out. Thread-safe.
 */
final class Detached implements AutoCloseable {
  /** More than that hang only where a service is away; the next ones wait for one that ends. */
  static final int MAX_THREADS = 64;

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final ThreadPoolExecutor threads;
  private final Semaphore free = new Semaphore(MAX_THREADS);

  /**
   * @param name of the threads
   */
  Detached(String name) {
    this.threads =
        new ThreadPoolExecutor(
            0,
            // A thread is counted for a moment after its call has ended.
            2 * MAX_THREADS,
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
   * Calls, and waits no longer than the job does; also for a thread, where too many calls hang.
   *
   * @throws ExecutionException if the call fails
   * @throws InterruptedIOException if the job is cancelled
   */
  <T> T call(Callable<T> call, Cancellation cancellation)
      throws ExecutionException, InterruptedIOException {
    FutureTask<T> task = new FutureTask<>(call);
    try (Cancellation.Registration registration = cancellation.onCancel(() -> task.cancel(true))) {
      awaitThread(task);
      execute(task);
      return task.get();
    } catch (CancellationException e) {
      throw new InterruptedIOException("cancelled");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void awaitThread(FutureTask<?> task) throws InterruptedException {
    while (!free.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
      if (task.isCancelled()) {
        throw new CancellationException();
      }
    }
  }

  private void execute(FutureTask<?> task) throws ExecutionException {
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } finally {
              free.release();
            }
          });
    } catch (RejectedExecutionException e) {
      free.release();
      throw new ExecutionException(e);
    }
  }

  /** How many calls run, those that hang and have been left behind included. */
  int running() {
    return MAX_THREADS - free.availablePermits();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
