package dev.audioinsight.worker.observe;

import dev.audioinsight.worker.observe.WorkerSnapshot.Incomplete;
import dev.audioinsight.worker.observe.WorkerSnapshot.JobView;
import dev.audioinsight.worker.observe.WorkerSnapshot.PartitionView;
import dev.audioinsight.worker.observe.WorkerSnapshot.State;
import dev.audioinsight.worker.observe.WorkerSnapshot.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Snapshots that the tests share. */
final class Views {
  private Views() {}

  /** A worker in good health, without partitions. */
  static WorkerSnapshot running() {
    return kafka(true, true, Optional.empty());
  }

  static WorkerSnapshot kafka(boolean joined, boolean healthy, Optional<String> trouble) {
    return kafka(joined, healthy, trouble, List.of());
  }

  /** A worker of which something is stuck. */
  static WorkerSnapshot standstill(String line) {
    return kafka(true, true, Optional.empty(), List.of(line));
  }

  private static WorkerSnapshot kafka(
      boolean joined, boolean healthy, Optional<String> trouble, List<String> standstills) {
    return new WorkerSnapshot(
        State.RUNNING,
        joined,
        healthy,
        new Usage(0, 256),
        new Usage(0, 1_000_000),
        0,
        List.of(),
        List.of(),
        trouble,
        standstills);
  }

  /** Two jobs of one partition: offset 7 for 9 s, offset 9 for 4 s, as of 10 s on the clock. */
  static WorkerSnapshot busy() {
    return new WorkerSnapshot(
        State.RUNNING,
        true,
        true,
        new Usage(3, 256),
        new Usage(4_096, 1_000_000),
        1,
        List.of(
            new PartitionView(
                "audio.jobs",
                0,
                7,
                10,
                OptionalLong.of(110),
                2,
                Optional.of(new Incomplete(7, seconds(1))),
                true),
            new PartitionView(
                "audio.jobs", 1, 50, 50, OptionalLong.empty(), 0, Optional.empty(), false)),
        List.of(
            new JobView("audio.jobs", 0, 9, Optional.empty(), "queued", seconds(6), 1),
            new JobView("audio.jobs", 0, 7, Optional.of("call-7"), "running", seconds(1), 2)),
        Optional.of("a line"),
        List.of());
  }

  static long seconds(long seconds) {
    return seconds * 1_000_000_000L;
  }
}
