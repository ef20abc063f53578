package dev.audioinsight.worker.kafka;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses and resumes partitions, so that a poll returns records only where they can be taken in.
 *
 * <p>INVARIANT: after {@link #set}, a record can come only from a partition with an open ledger,
 * whose mark the broker has. Confined to the poll thread.
 */
final class Valve {
  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final Throttle throttle;
  private final SoloRuns soloRuns;

  Valve(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      Throttle throttle,
      SoloRuns soloRuns) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.throttle = throttle;
    this.soloRuns = soloRuns;
  }

  /**
   * Before each poll.
   *
   * @param shut whether no partition is to be polled, however many places there are
   */
  void set(boolean shut) {
    boolean closed = throttle.isClosed() || shut;
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    Set<TopicPartition> paused = consumer.paused();
    for (TopicPartition partition : assignments.partitions()) {
      boolean wanted = closed || !takesRecords(assignments.ledgers().get(partition));
      if (wanted && !paused.contains(partition)) {
        pause.add(partition);
      } else if (!wanted && paused.contains(partition)) {
        resume.add(partition);
      }
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }

  private boolean takesRecords(PartitionLedger ledger) {
    return ledger != null && !ledger.isSpanUsedUp() && soloRuns.mayAdmit(ledger);
  }
}
