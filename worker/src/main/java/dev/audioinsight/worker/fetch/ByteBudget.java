package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.engine.Cancellation;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A number of bytes that all fetches share. Who asks gets all that it may need at once, in the
 * order of asking, and waits while it holds none: so nobody waits for somebody who waits.
 * Thread-safe.
 */
final class ByteBudget {
  private final long capacity;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private long free;

  ByteBudget(long capacity) {
    this.capacity = capacity;
    this.free = capacity;
  }

  long capacity() {
    return capacity;
  }

  synchronized long free() {
    return free;
  }

  /**
   * Takes bytes, and waits for them.
   *
   * @param bytes no more than there are in all
   * @throws InterruptedIOException if the job is cancelled meanwhile
   */
  Reservation reserve(long bytes, Cancellation cancellation) throws InterruptedIOException {
    if (bytes > capacity) {
      throw new IllegalArgumentException(bytes + " of " + capacity + " bytes");
    }
    try (Cancellation.Registration registration = cancellation.onCancel(this::wake)) {
      take(bytes, cancellation);
      return new Reservation(bytes);
    }
  }

  private synchronized void take(long bytes, Cancellation cancellation)
      throws InterruptedIOException {
    Object self = new Object();
    waiting.add(self);
    try {
      while (waiting.peek() != self || free < bytes) {
        if (cancellation.isCancelled()) {
          throw new InterruptedIOException("cancelled");
        }
        wait();
      }
      free -= bytes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      waiting.remove(self);
      notifyAll();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void giveBack(long bytes) {
    free += bytes;
    notifyAll();
  }

  /** Bytes that were taken. Thread-safe. */
  final class Reservation implements AutoCloseable {
    private long held;

    private Reservation(long bytes) {
      this.held = bytes;
    }

    /** Gives back what turned out not to be needed. */
    void shrinkTo(long bytes) {
      long less;
      synchronized (this) {
        less = Math.max(0, held - bytes);
        held -= less;
      }
      giveBack(less);
    }

    @Override
    public void close() {
      shrinkTo(0);
    }
  }
}
