package dev.audioinsight.worker.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** Measures what code takes from the heap on the calling thread, garbage included. Thread-safe. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /**
   * Runs the code, and fails if it allocates more bytes than allowed, whatever comes of it. Code
   * that goes beyond is run once more: the first run through it also loads its classes.
   */
  public static <T> T within(long limitBytes, Callable<T> code) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return code.call();
    } finally {
      if (THREADS.getCurrentThreadAllocatedBytes() - before > limitBytes) {
        assertThat(allocatedBy(code)).as("allocated bytes").isLessThanOrEqualTo(limitBytes);
      }
    }
  }

  private static long allocatedBy(Callable<?> code) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      code.call();
    } catch (Exception e) {
      // Its outcome was that of the first run; here its memory alone counts.
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
