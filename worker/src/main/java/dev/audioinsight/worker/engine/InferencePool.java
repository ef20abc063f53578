package dev.audioinsight.worker.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one pool of the process that computes: a fixed number of threads over a bounded queue.
 *
 * <p>INVARIANT: queue and completions hold as many tickets as there are places, and a ticket takes
 * a place before it is submitted; so neither {@link #submit} nor the hand-back ever waits.
 * Thread-safe.
 */
public final class InferencePool implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InferencePool.class);

  private final int size;
  private final ExecutorService threads;
  private final Function<Ticket, Answer> answers;
  private final BlockingQueue<Completion> completions;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * @param size number of threads
   * @param places the most tickets that are ever out at once
   */
  public InferencePool(int size, int places, Answerer answerer) {
    this(size, places, started(size, places), answerer::answer);
  }

  /**
   * A pool over threads of the caller's own.
   *
   * @param answers of tickets that have begun
   */
  InferencePool(int size, int places, ExecutorService threads, Function<Ticket, Answer> answers) {
    this.size = size;
    this.threads = threads;
    this.answers = answers;
    this.completions = new ArrayBlockingQueue<>(places);
  }

  private static ExecutorService started(int size, int places) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(places),
            task -> new Thread(task, "infer-" + number.getAndIncrement()));
    threads.prestartAllCoreThreads();
    return threads;
  }

  /** Hands a ticket over; returns at once. */
  public void submit(Ticket ticket) {
    threads.execute(() -> run(ticket));
  }

  /** The next ticket that came back, or null if none comes within the time. */
  public Completion poll(long timeout, TimeUnit unit) throws InterruptedException {
    return completions.poll(timeout, unit);
  }

  /** The next ticket that came back, or null if there is none. */
  public Completion poll() {
    return completions.poll();
  }

  /** How many threads compute at this moment. */
  public int running() {
    return running.get();
  }

  public int size() {
    return size;
  }

  private void run(Ticket ticket) {
    completions.add(ticket.begin() ? answered(ticket) : new Completion.Abandoned(ticket));
  }

  private Completion answered(Ticket ticket) {
    running.incrementAndGet();
    try {
      return new Completion.Answered(ticket, answers.apply(ticket));
    } finally {
      running.decrementAndGet();
      ticket.end();
    }
  }

  /** Ends the threads after what they run; what is queued is given up. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("{} inference threads did not end within 10 s", running.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
