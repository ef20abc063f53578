package dev.audioinsight.worker.engine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The one pool of the process that computes: a fixed number of threads. A job whose audio is behind
 * a network is read here, fetched by {@link FetchThreads}, and comes back for its analysis; so a
 * slow download holds no thread that could compute.
 *
 * <p>What was fetched goes first: it holds room in the spool, and what waits was admitted later. If
 * its time is up before a thread is free, it is answered at once, by whoever cancels it.
 *
 * <p>INVARIANT: all queues and the completions hold as many tickets as there are places, and a
 * ticket takes a place before it is submitted; so neither {@link #submit} nor the hand-back ever
 * waits. Thread-safe.
 */
public final class InferencePool implements AutoCloseable {
  private static final int FETCH_THREADS = 8;

  private final int size;
  private final ExecutorService threads;
  private final Line line;
  private final FetchThreads fetchThreads;
  private final Function<Ticket, Step> firstStep;
  private final BlockingQueue<Completion> completions;
  private final AtomicInteger running = new AtomicInteger();

  /** As the other, with 8 threads that fetch. */
  public InferencePool(int size, int places, Answerer answerer) {
    this(size, FETCH_THREADS, places, answerer);
  }

  /**
   * @param size number of threads that compute
   * @param fetchSize number of threads that fetch
   * @param places the most tickets that are ever out at once
   */
  public InferencePool(int size, int fetchSize, int places, Answerer answerer) {
    this.size = size;
    this.threads = started(size);
    this.line = new Line(threads);
    this.fetchThreads = new FetchThreads(fetchSize, places);
    this.firstStep = answerer::begin;
    this.completions = new ArrayBlockingQueue<>(places);
  }

  /**
   * A pool over threads of the caller's own.
   *
   * @param firstStep of tickets that have begun
   */
  InferencePool(int size, int places, ExecutorService threads, Function<Ticket, Step> firstStep) {
    this.size = size;
    this.threads = threads;
    this.line = new Line(threads);
    this.fetchThreads = new FetchThreads(1, places);
    this.firstStep = firstStep;
    this.completions = new ArrayBlockingQueue<>(places);
  }

  private static ExecutorService started(int size) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "infer-" + number.getAndIncrement()));
    threads.prestartAllCoreThreads();
    return threads;
  }

  /** Hands a ticket over; returns at once. */
  public void submit(Ticket ticket) {
    line.add(() -> run(ticket));
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

  /** How many jobs wait for a thread that computes. */
  public int inLine() {
    return line.size();
  }

  /** How many jobs' audio is being fetched at this moment. */
  public int fetchesRunning() {
    return fetchThreads.running();
  }

  /** How many jobs wait for a thread that fetches. */
  public int fetchesWaiting() {
    return fetchThreads.waiting();
  }

  public int size() {
    return size;
  }

  private void run(Ticket ticket) {
    if (ticket.begin()) {
      proceed(ticket, computed(() -> firstStep.apply(ticket)));
    } else {
      completions.add(new Completion.Abandoned(ticket));
    }
  }

  private void fetch(Ticket ticket, Step.ToFetch step) {
    if (ticket.begin()) {
      proceed(ticket, step.fetch().get());
    } else {
      completions.add(new Completion.Abandoned(ticket));
    }
  }

  private void proceed(Ticket ticket, Step step) {
    if (step instanceof Step.Done done) {
      end(ticket, done.answer());
    } else if (step instanceof Step.ToFetch fetch) {
      ticket.putBack();
      fetchThreads.execute(() -> fetch(ticket, fetch));
    } else if (step instanceof Step.ToAnalyse analysis) {
      new Waiting(ticket, analysis).getInLine();
    }
  }

  private void end(Ticket ticket, Answer answer) {
    ticket.end();
    completions.add(new Completion.Answered(ticket, answer));
  }

  private <T> T computed(Supplier<T> work) {
    running.incrementAndGet();
    try {
      return work.get();
    } finally {
      running.decrementAndGet();
    }
  }

  /** Ends the threads after what they run; what is queued is given up. */
  @Override
  public void close() {
    fetchThreads.close();
    Ending.of(threads, "inference", running::get);
  }

  /** A ticket that was fetched: a free thread takes it, or the end of its time. Thread-safe. */
  private final class Waiting {
    private final Ticket ticket;
    private final Step.ToAnalyse analysis;
    private final Runnable work = this::compute;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile Cancellation.Registration registration;

    Waiting(Ticket ticket, Step.ToAnalyse analysis) {
      this.ticket = ticket;
      this.analysis = analysis;
    }

    void getInLine() {
      registration = ticket.cancellation().onCancel(this::expire);
      if (!taken.get()) {
        line.addFirst(work);
      }
    }

    private void compute() {
      if (taken.compareAndSet(false, true)) {
        registration.close();
        end(ticket, computed(analysis.analyse()));
      }
    }

    private void expire() {
      if (taken.compareAndSet(false, true)) {
        line.remove(work);
        end(ticket, analysis.analyse().get());
      }
    }
  }
}
