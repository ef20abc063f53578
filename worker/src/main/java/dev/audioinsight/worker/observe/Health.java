package dev.audioinsight.worker.observe;

import dev.audioinsight.worker.observe.WorkerSnapshot.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the worker lives and whether it can take jobs, and if not, why. Thread-safe. */
final class Health {
  private final SnapshotHolder snapshots;
  private final Duration turnLimit;

  /**
   * @param turnLimit the longest turn of a poll thread that lives
   */
  Health(SnapshotHolder snapshots, Duration turnLimit) {
    this.snapshots = snapshots;
    this.turnLimit = turnLimit;
  }

  /**
   * What a restart would mend: a poll thread that turns no more, a job whose thread does not come
   * back, records that do not come though the broker has them. Before the first turn nothing is:
   * models are warmed and the broker is waited for. A broker that is away is not, at any time.
   */
  List<String> deadBecause() {
    if (snapshots.latest().state() == State.STOPPED) {
      return List.of("the worker has stopped");
    }
    Duration sinceLastTurn = snapshots.sinceLastTurn();
    if (snapshots.turns() > 0 && sinceLastTurn.compareTo(turnLimit) > 0) {
      return List.of(
          "the last turn of the poll thread ended "
              + sinceLastTurn.toSeconds()
              + " s ago, and "
              + turnLimit.toSeconds()
              + " s are allowed");
    }
    return snapshots.latest().standstills();
  }

  /** What speaks against the worker answering a job that is sent now. */
  List<String> unreadyBecause() {
    WorkerSnapshot snapshot = snapshots.latest();
    List<String> reasons = new ArrayList<>(deadBecause());
    switch (snapshot.state()) {
      case STARTING -> reasons.add("the worker is starting");
      case WARMING -> reasons.add("the models are being warmed");
      case WAITING ->
          reasons.add(snapshot.trouble().orElse("the broker is asked for what the worker needs"));
      case DRAINING -> reasons.add("the worker is draining");
      case RUNNING -> addKafka(snapshot, reasons);
      case STOPPED -> {}
    }
    return reasons;
  }

  private static void addKafka(WorkerSnapshot snapshot, List<String> reasons) {
    if (!snapshot.groupJoined()) {
      reasons.add("the group has not been joined");
    }
    if (!snapshot.producerHealthy()) {
      reasons.add("the producer cannot send");
    }
    snapshot.trouble().ifPresent(reasons::add);
  }
}
