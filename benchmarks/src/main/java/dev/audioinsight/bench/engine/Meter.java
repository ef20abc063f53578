package dev.audioinsight.bench.engine;

import com.sun.management.ThreadMXBean;
import dev.audioinsight.bench.harness.ProcessCpu;
import dev.audioinsight.bench.harness.TurnTimes;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a process does with its jobs. Thread-safe. */
final class Meter {
  private final TurnTimes turns = new TurnTimes();
  private final long startNanos = System.nanoTime();
  private final LongAdder ended = new LongAdder();
  private final LongAdder begunAtNanos = new LongAdder();
  private final LongAdder endedAtNanos = new LongAdder();
  private final AtomicInteger running = new AtomicInteger();
  private final LongAccumulator mostRunning = new LongAccumulator(Long::max, 0);

  /** What is told here of turns goes into the next reading. */
  TurnTimes turns() {
    return turns;
  }

  void begin() {
    mostRunning.accumulate(running.incrementAndGet());
    begunAtNanos.add(System.nanoTime() - startNanos);
  }

  void end() {
    endedAtNanos.add(System.nanoTime() - startNanos);
    ended.increment();
    running.decrementAndGet();
  }

  /**
   * What a process has done so far.
   *
   * @param nanos when this was, by the process's own clock
   * @param ended how many jobs have ended
   * @param insideNanos time spent in jobs, added up
   * @param mostRunning the most that ran at once
   * @param allocatedBytes by the threads that live
   * @param cpuNanos of all threads
   * @param outsidePoll the polling thread's turns since the reading before, if anybody timed them
   */
  record Reading(
      long nanos,
      long ended,
      long insideNanos,
      long mostRunning,
      long allocatedBytes,
      long cpuNanos,
      TurnTimes.Figures outsidePoll) {

    String toLine() {
      return "%d %d %d %d %d %d "
              .formatted(nanos, ended, insideNanos, mostRunning, allocatedBytes, cpuNanos)
          + outsidePoll.toLine();
    }

    static Reading of(String line) {
      String[] fields = line.split(" ", 7);
      return new Reading(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          Long.parseLong(fields[4]),
          Long.parseLong(fields[5]),
          TurnTimes.Figures.of(fields[6]));
    }
  }

  Reading read() {
    long now = System.nanoTime() - startNanos;
    // The jobs that run have spent the time from their beginning until now.
    long inside = endedAtNanos.sum() - begunAtNanos.sum() + running.get() * now;
    return new Reading(
        now, ended.sum(), inside, mostRunning.get(), allocated(), ProcessCpu.nanos(), turns.take());
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
