package dev.audioinsight.worker.observe;

import static dev.audioinsight.worker.schedule.Schedules.require;

import dev.audioinsight.worker.observe.WorkerSnapshot.State;
import dev.audioinsight.worker.schedule.Schedules;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Feared: a watcher that sees half a snapshot, or one that is older than it has seen. */
class SnapshotHolderSchedulesTest {
  private static final WorkerSnapshot RUNNING = WorkerSnapshot.of(State.RUNNING);
  private static final WorkerSnapshot DRAINING = WorkerSnapshot.of(State.DRAINING);

  @Test
  void shouldShowSnapshotsWholeAndInTheirOrderInEverySchedule() {
    Schedules.assertHolds(
        () -> {
          SnapshotHolder snapshots = new SnapshotHolder(() -> 0);
          seenInOrder(
              snapshot -> {
                snapshots.publish(snapshot);
                snapshots.turnEnded(() -> snapshot);
              },
              snapshots::latest);
          require(snapshots.turns() == 2, "turns: " + snapshots.turns());
        });
  }

  @Test
  void shouldFindOutAHolderThatIsEmptyForAMoment() {
    Schedules.assertFindsOut(
        () -> {
          ClearingHolder snapshots = new ClearingHolder();
          seenInOrder(snapshots::publish, () -> snapshots.latest);
        });
  }

  /** The poll thread shows two snapshots while a watcher looks twice. */
  private static void seenInOrder(Consumer<WorkerSnapshot> publish, Supplier<WorkerSnapshot> latest)
      throws InterruptedException {
    Thread poll =
        new Thread(
            () -> {
              publish.accept(RUNNING);
              publish.accept(DRAINING);
            });
    poll.start();
    WorkerSnapshot first = latest.get();
    WorkerSnapshot second = latest.get();
    poll.join();
    require(first != null && second != null, "a watcher saw nothing");
    boolean newestFirst = first.state() == State.DRAINING;
    require(!newestFirst || second.state() == State.DRAINING, "a watcher saw an older one");
    require(latest.get().state() == State.DRAINING, "the last one is not shown");
  }

  /** PLANTED: makes room before it has what comes there. */
  private static final class ClearingHolder {
    private volatile WorkerSnapshot latest = RUNNING;

    void publish(WorkerSnapshot snapshot) {
      latest = null;
      latest = snapshot;
    }
  }
}
