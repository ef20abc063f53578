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

  /** What is to be done with a ticket's record. */
  public enum Task {
    /** It is worked on. */
    RUN,
    /** It has ended the process too often: it is read and answered with that. */
    BLAME,
    /** The reading itself has ended the process: it is answered unread. */
    BLAME_UNREAD
  }

  private final JobRecord record;
  private final long epoch;
  private final long admittedNanos;
  private final Task task;
  private final Cancellation cancellation = new Cancellation();
  private volatile String jobId;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);

  /**
   * @param epoch of the assignment that the record was polled under
   * @param admittedNanos {@link System#nanoTime} of the admission
   */
  public Ticket(JobRecord record, long epoch, long admittedNanos) {
    this(record, epoch, admittedNanos, Task.RUN);
  }

  /**
   * @param task what is to be done with the record
   */
  public Ticket(JobRecord record, long epoch, long admittedNanos, Task task) {
    this.task = task;
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

  public Task task() {
    return task;
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
