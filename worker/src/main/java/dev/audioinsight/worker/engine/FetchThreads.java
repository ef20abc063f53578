package dev.audioinsight.worker.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for networks, so that those that compute need not: {@code fetch-i}, a fixed
 * number over a bounded queue. Thread-safe.
 */
final class FetchThreads implements AutoCloseable {
  private final ThreadPoolExecutor threads;

  /**
   * @param size number of threads; each is started when it is first needed
   * @param places the most tasks that ever wait
   */
  FetchThreads(int size, int places) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(places),
            task -> new Thread(task, "fetch-" + number.getAndIncrement()));
  }

  void execute(Runnable task) {
    threads.execute(task);
  }

  /** How many of them fetch at this moment. */
  int running() {
    return threads.getActiveCount();
  }

  /** How many tasks wait for one of them. */
  int waiting() {
    return threads.getQueue().size();
  }

  /** Ends the threads after what they fetch, whose job is to be cancelled by now. */
  @Override
  public void close() {
    Ending.of(threads, "fetch", this::running);
  }
}
