package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The word that a job is to stop: its time is up, or its answer is wanted no more.
 *
 * <p>A step asks {@link #throwIfCancelled} between blocks of work; a step that cannot ask, such as
 * a native call, registers with {@link #onCancel} how it is interrupted. Thread-safe.
 */
public final class Cancellation {
  private final List<Runnable> interrupts = new ArrayList<>();
  private volatile boolean cancelled;

  /** Stops the job; the second call does nothing. */
  public void cancel() {
    List<Runnable> toRun;
    synchronized (interrupts) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      toRun = List.copyOf(interrupts);
    }
    toRun.forEach(Runnable::run);
  }

  public boolean isCancelled() {
    return cancelled;
  }

  /**
   * Ends the step if the job is to stop.
   *
   * @throws JobFailedException with {@link ErrorCode#DEADLINE_EXCEEDED}
   */
  public void throwIfCancelled() throws JobFailedException {
    if (cancelled) {
      throw new JobFailedException(
          ErrorCode.DEADLINE_EXCEEDED, "the job did not end within its time limit");
    }
  }

  /**
   * Registers how a running step is interrupted; runs it at once if the job is to stop already.
   *
   * @param interrupt quick, and harmless once the step has ended
   * @return closes the registration when the step has ended
   */
  public Registration onCancel(Runnable interrupt) {
    synchronized (interrupts) {
      interrupts.add(interrupt);
      if (!cancelled) {
        return () -> remove(interrupt);
      }
    }
    interrupt.run();
    return () -> remove(interrupt);
  }

  private void remove(Runnable interrupt) {
    synchronized (interrupts) {
      interrupts.remove(interrupt);
    }
  }

  /** Ends a registration. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
