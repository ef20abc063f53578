package dev.audioinsight.worker.engine;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One admitted record on its way through the pool; it comes back exactly once, as a {@link
 * Completion}. Thread-safe.
 */
public final class Ticket {
  /** Where a ticket is. */
  public enum Stage {
    QUEUED,
    RUNNING,
    DONE,
    /** Given up before it ran. */
    ABANDONED
  }

  private final JobRecord record;
  private final long epoch;
  private final long admittedNanos;
  private final Cancellation cancellation = new Cancellation();
  private volatile String jobId;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);

  /**
   * @param epoch of the assignment that the record was polled under
   * @param admittedNanos {@link System#nanoTime} of the admission
   */
  public Ticket(JobRecord record, long epoch, long admittedNanos) {
    this.record = record;
    this.epoch = epoch;
    this.admittedNanos = admittedNanos;
  }

  public JobRecord record() {
    return record;
  }

  public long epoch() {
    return epoch;
  }

  public long admittedNanos() {
    return admittedNanos;
  }

  /** The job's id, once it has been read. */
  public Optional<String> jobId() {
    return Optional.ofNullable(jobId);
  }

  /** Notes the job's id, for those who watch. */
  void read(String id) {
    jobId = id;
  }

  public Stage stage() {
    return stage.get();
  }

  /** Gives the ticket up if it has not begun; a running one goes on. */
  public void abandon() {
    stage.compareAndSet(Stage.QUEUED, Stage.ABANDONED);
  }

  /** Gives the ticket up, and interrupts it if it runs: nobody wants its answer. */
  public void cancel() {
    abandon();
    cancellation.cancel();
  }

  /** Takes the ticket to run it; false if it was given up. */
  boolean begin() {
    return stage.compareAndSet(Stage.QUEUED, Stage.RUNNING);
  }

  void end() {
    stage.compareAndSet(Stage.RUNNING, Stage.DONE);
  }

  Cancellation cancellation() {
    return cancellation;
  }
}
