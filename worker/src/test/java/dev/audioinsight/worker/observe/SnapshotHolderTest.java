package dev.audioinsight.worker.observe;

import static dev.audioinsight.worker.observe.Views.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.observe.WorkerSnapshot.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SnapshotHolderTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final SnapshotHolder snapshots = new SnapshotHolder(nanos::get);
  private final AtomicInteger taken = new AtomicInteger();

  @Test
  void shouldBeginAsStarting() {
    assertThat(snapshots.latest()).isEqualTo(WorkerSnapshot.of(State.STARTING));
    assertThat(snapshots.turns()).isZero();
  }

  @Test
  void shouldTakeASnapshotAtMostTenTimesASecond() {
    for (int turn = 0; turn < 1_000; turn++) {
      nanos.addAndGet(5_000_000);
      snapshots.turnEnded(this::take);
    }

    assertThat(taken).hasValue(50);
    assertThat(snapshots.turns()).isEqualTo(1_000);
    assertThat(snapshots.sinceLastTurn()).isZero();
  }

  @Test
  void shouldShowAChangeOfStateAtOnce() {
    snapshots.publish(WorkerSnapshot.of(State.DRAINING));

    assertThat(snapshots.latest().state()).isEqualTo(State.DRAINING);
  }

  @Test
  void shouldKnowAnAgeAcrossTheOverflowOfTheClock() {
    long then = nanos.get();
    nanos.addAndGet(seconds(3));

    assertThat(snapshots.age(then)).isEqualTo(Duration.ofSeconds(3));
    assertThat(snapshots.sinceLastTurn()).isEqualTo(Duration.ofSeconds(3));
    assertThat(snapshots.age(nanos.get() + 1)).isZero();
  }

  @Test
  void shouldCountTheBacklogOfAPartitionLessWhatIsDone() {
    assertThat(Views.busy().backlogJobs()).isEqualTo(2 + 100);
  }

  private WorkerSnapshot take() {
    taken.incrementAndGet();
    return Views.running();
  }
}
