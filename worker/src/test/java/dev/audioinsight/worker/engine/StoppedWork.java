package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what a job's thread still does once it is told to stop, in processor time of that
 * thread: it depends on the code alone, and not on what else the machine does meanwhile.
 */
public final class StoppedWork {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StoppedWork() {}

  /** What a job does on its thread. */
  @FunctionalInterface
  public interface Work {
    void run(Cancellation cancellation) throws JobFailedException;
  }

  /**
   * Does the work on a thread of its own and tells it to stop.
   *
   * @param moment of the stop, in processor time of the job
   * @return what it still did; empty if the job was done before
   */
  public static Optional<Duration> after(Duration moment, Work work) throws Exception {
    Cancellation cancellation = new Cancellation();
    FutureTask<Long> run = new FutureTask<>(() -> untilStopped(work, cancellation));
    Thread thread = new Thread(run, "infer-test");
    thread.start();
    long spent = 0;
    while (spent < moment.toNanos() && !run.isDone()) {
      spent = Math.max(spent, THREADS.getThreadCpuTime(thread.getId()));
      LockSupport.parkNanos(100_000);
    }
    cancellation.cancel();
    long total = run.get(120, TimeUnit.SECONDS);
    return total == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(total - spent));
  }

  /** The processor time of a stopped job; 0 for one that was done before. */
  private static long untilStopped(Work work, Cancellation cancellation) {
    try {
      work.run(cancellation);
      return 0;
    } catch (JobFailedException e) {
      assertThat(e.error().code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
      return THREADS.getCurrentThreadCpuTime();
    }
  }
}
