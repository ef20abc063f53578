package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One admitted record on its way through the pool. Once submitted it comes back exactly once, as a
 * {@link Completion}; one that is given up while it still waits for its next attempt was never
 * submitted and does not. Thread-safe.
 */
public final class Ticket {
  /** Where a ticket is. */
  public enum Stage {
    /** It waits for the moment of its next attempt, outside the pool. */
    WAITING,
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
  private final AtomicReference<Stage> stage;

  /** When the first attempt of the job began on this worker; null before. */
  private volatile Long begunNanos;

  /** When this attempt began; null before. */
  private volatile Long runNanos;

  private volatile long queuedNanos;
  private volatile String jobId;
  private volatile Duration timeout = Job.MAX_TIMEOUT;

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
    this(record, epoch, admittedNanos, task, Stage.QUEUED);
  }

  private Ticket(JobRecord record, long epoch, long admittedNanos, Task task, Stage stage) {
    this.task = task;
    this.record = record;
    this.epoch = epoch;
    this.admittedNanos = admittedNanos;
    this.queuedNanos = admittedNanos;
    this.stage = new AtomicReference<>(stage);
  }

  /** The ticket of the job's next attempt; it waits, and the time limit of the job runs on. */
  public Ticket next() {
    Ticket next =
        new Ticket(
            record.withAttempt(record.source().attempt() + 1),
            epoch,
            admittedNanos,
            task,
            Stage.WAITING);
    next.begunNanos = begunNanos;
    next.timeout = timeout;
    next.jobId = jobId;
    return next;
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

  /** When the ticket was put before the pool. */
  long queuedNanos() {
    return queuedNanos;
  }

  /** The job's id, once it has been read. */
  public Optional<String> jobId() {
    return Optional.ofNullable(jobId);
  }

  /** Notes what the job says of itself, once it can be read. */
  void read(Job job) {
    jobId = job.jobId();
    timeout = job.timeout();
  }

  /**
   * The time that the job has left, from its first attempt on this worker on; waits between
   * attempts count, for the sender's limit is on the job and not on its pieces.
   *
   * @param nowNanos {@link System#nanoTime}
   */
  public Duration timeLeft(long nowNanos) {
    Long begun = begunNanos;
    return begun == null ? timeout : timeout.minusNanos(nowNanos - begun);
  }

  public Stage stage() {
    return stage.get();
  }

  /** Ends the wait for the next attempt; false if the ticket was given up. */
  public boolean queue(long nowNanos) {
    queuedNanos = nowNanos;
    return stage.compareAndSet(Stage.WAITING, Stage.QUEUED);
  }

  /**
   * Gives the ticket up if it has not begun; a running one goes on.
   *
   * @return whether this call gave it up
   */
  public boolean abandon() {
    return stage.compareAndSet(Stage.QUEUED, Stage.ABANDONED)
        || stage.compareAndSet(Stage.WAITING, Stage.ABANDONED);
  }

  /** Gives the ticket up, and interrupts it if it runs: nobody wants its answer. */
  public void cancel() {
    abandon();
    cancellation.cancel();
  }

  /** Takes the ticket to run it; false if it was given up. */
  boolean begin() {
    if (!stage.compareAndSet(Stage.QUEUED, Stage.RUNNING)) {
      return false;
    }
    Long now = System.nanoTime();
    if (begunNanos == null) {
      begunNanos = now;
    }
    runNanos = now;
    return true;
  }

  /** Puts a ticket back in line that has only been read: it has not begun, and may be given up. */
  void putBack() {
    if (runNanos.equals(begunNanos)) {
      begunNanos = null;
    }
    runNanos = null;
    stage.set(Stage.QUEUED);
  }

  /**
   * When an attempt that has begun is to have ended, as a value of {@link System#nanoTime}: at the
   * job's time limit, or at once where that was over before; empty before it begins.
   */
  public OptionalLong endDueNanos() {
    Long begun = begunNanos;
    Long run = runNanos;
    if (begun == null || run == null) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(run + Math.max(0, begun - run + timeout.toNanos()));
  }

  void end() {
    stage.compareAndSet(Stage.RUNNING, Stage.DONE);
  }

  Cancellation cancellation() {
    return cancellation;
  }
}
