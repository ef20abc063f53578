package dev.audioinsight.worker.engine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits for a thread: each in its order, and what goes first before all others.
 *
 * <p>INVARIANT: the threads are asked once for each entry, so none stays behind; one that has left
 * the line leaves a thread without work for a moment. Thread-safe.
 */
final class Line {
  private final Executor threads;
  private final Queue<Runnable> first = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> others = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  /**
   * @param threads do what waits, in the order in which they are asked
   */
  Line(Executor threads) {
    this.threads = threads;
  }

  void add(Runnable work) {
    add(others, work);
  }

  void addFirst(Runnable work) {
    add(first, work);
  }

  /** Takes out what goes first, if no thread has begun it. */
  void remove(Runnable work) {
    if (first.remove(work)) {
      size.decrementAndGet();
    }
  }

  int size() {
    return size.get();
  }

  private void add(Queue<Runnable> queue, Runnable work) {
    size.incrementAndGet();
    queue.add(work);
    threads.execute(this::next);
  }

  private void next() {
    Runnable work = first.poll();
    if (work == null) {
      work = others.poll();
    }
    if (work != null) {
      size.decrementAndGet();
      work.run();
    }
  }
}
