package dev.audioinsight.worker.observe;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The latest snapshot, and when the poll thread's last turn ended. One thread writes at a time, any
 * may read. Thread-safe.
 */
public final class SnapshotHolder {
  /** Turns of a busy worker last a few milliseconds; nobody looks that often. */
  private static final Duration REFRESH = Duration.ofMillis(100);

  private final LongSupplier nanoTime;
  private volatile Taken taken;
  private volatile Turns turns;

  private record Taken(WorkerSnapshot snapshot, long nanos) {}

  private record Turns(long count, long lastEndNanos) {}

  public SnapshotHolder() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime the clock of all ages, as {@link System#nanoTime}
   */
  SnapshotHolder(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.turns = new Turns(0, nanoTime.getAsLong());
    publish(WorkerSnapshot.of(WorkerSnapshot.State.STARTING));
  }

  /** Shows this snapshot from now on: at a change of state. */
  public void publish(WorkerSnapshot snapshot) {
    taken = new Taken(snapshot, nanoTime.getAsLong());
  }

  /**
   * Notes that a turn has ended, and takes a new snapshot if the last one is a tenth of a second
   * old.
   */
  public void turnEnded(Supplier<WorkerSnapshot> snapshot) {
    long now = nanoTime.getAsLong();
    turns = new Turns(turns.count() + 1, now);
    if (now - taken.nanos() >= REFRESH.toNanos()) {
      publish(snapshot.get());
    }
  }

  public WorkerSnapshot latest() {
    return taken.snapshot();
  }

  /** How many turns have ended. */
  public long turns() {
    return turns.count();
  }

  /** How long ago the last turn ended; since the start, if none has. */
  public Duration sinceLastTurn() {
    return age(turns.lastEndNanos());
  }

  /** How long ago this value of the clock was; not negative. */
  public Duration age(long nanos) {
    return Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - nanos));
  }
}
