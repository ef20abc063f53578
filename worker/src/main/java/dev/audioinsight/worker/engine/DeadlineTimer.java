package dev.audioinsight.worker.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels jobs whose time is up, on one thread named {@code deadline}. Thread-safe.
 *
 * <p>Nearly all jobs end long before their limit, so that starting and closing one is what must be
 * cheap: neither takes a lock that all share, and the thread is woken only by a limit that ends
 * before it would look anyway. It looks at all that run, of which there are no more than places.
 */
public final class DeadlineTimer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeadlineTimer.class);
  private static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();

  private final Set<Limit> limits = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::run, "deadline");

  /**
   * When the thread looks next, as a value of {@link System#nanoTime}.
   *
   * <p>INVARIANT: while it looks, this is later than any limit; so one that it may have missed
   * wakes it again.
   */
  private volatile long looksAtNanos = System.nanoTime() + LONGEST_NANOS;

  private volatile boolean closed;

  public DeadlineTimer() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Cancels after the limit unless the deadline is closed before. */
  public Deadline start(Duration limit, Cancellation cancellation) {
    long endNanos = System.nanoTime() + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
    Limit started = new Limit(endNanos, cancellation);
    limits.add(started);
    if (endNanos - looksAtNanos < 0) {
      LockSupport.unpark(thread);
    }
    return () -> limits.remove(started);
  }

  private void run() {
    while (!closed) {
      looksAtNanos = System.nanoTime() + Long.MAX_VALUE / 2;
      long next = cancelled(System.nanoTime());
      looksAtNanos = next;
      LockSupport.parkNanos(this, next - System.nanoTime());
    }
  }

  /** Cancels what is over; returns when to look again. */
  private long cancelled(long now) {
    long next = now + LONGEST_NANOS;
    List<Limit> over = new ArrayList<>();
    for (Limit limit : limits) {
      if (limit.endNanos - now <= 0) {
        over.add(limit);
      } else if (limit.endNanos - next < 0) {
        next = limit.endNanos;
      }
    }
    over.stream().filter(limits::remove).forEach(limit -> cancel(limit.cancellation));
    return next;
  }

  /** INVARIANT: what goes wrong in one job costs no other its limit. */
  private static void cancel(Cancellation cancellation) {
    try {
      cancellation.cancel();
    } catch (RuntimeException e) {
      log.warn("a job whose time is up could not be interrupted", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /** Not a record: each is equal to itself alone. Immutable. */
  private static final class Limit {
    private final long endNanos;
    private final Cancellation cancellation;

    Limit(long endNanos, Cancellation cancellation) {
      this.endNanos = endNanos;
      this.cancellation = cancellation;
    }
  }

  /** A running time limit. */
  public interface Deadline extends AutoCloseable {
    @Override
    void close();
  }
}
