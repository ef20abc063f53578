package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the broker how far partitions are done: newly assigned ones, and those whose last
 * commit is in doubt.
 *
 * <p>An open transaction of a dead owner holds the broker's answer back (KIP-447, up to {@code
 * transaction.timeout.ms}); so the question is put once a turn with a short limit, and the poll
 * thread goes on meanwhile. Confined to the poll thread.
 */
final class Restorer {
  private static final Logger log = LoggerFactory.getLogger(Restorer.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final RestorePolicy policy;
  private final Duration limit;
  private final WorkerMetrics metrics;

  Restorer(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      RestorePolicy policy,
      Duration limit,
      WorkerMetrics metrics) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.policy = policy;
    this.limit = limit;
    this.metrics = metrics;
  }

  /** Asks for what is unknown; returns whether anything became known. */
  boolean step() {
    Set<TopicPartition> unknown = new HashSet<>(assignments.restoring());
    unknown.addAll(assignments.reconciling());
    if (unknown.isEmpty()) {
      return false;
    }
    try {
      Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(unknown, limit);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(unknown, limit);
      Map<TopicPartition, Long> ends = consumer.endOffsets(unknown, limit);
      for (TopicPartition partition : unknown) {
        known(
            partition,
            policy.progress(
                partition,
                committed.get(partition),
                beginnings.get(partition),
                ends.get(partition)),
            ends.get(partition));
      }
      return true;
    } catch (RetriableException e) {
      // Silent or, with group.protocol=consumer, disconnected: it is asked again at the next turn.
      log.debug("committed offsets of {} are not known yet: {}", unknown, e.toString());
      return false;
    }
  }

  private void known(TopicPartition partition, Progress progress, long logEnd) {
    if (assignments.reconciling().contains(partition)) {
      assignments.ledgers().get(partition).reconcile(progress);
      assignments.reconciled(partition);
      return;
    }
    PartitionLedger ledger = assignments.restored(partition, progress, logEnd);
    consumer.seek(partition, progress.base());
    log.info(
        "{}: going on at offset {}, {} offsets from there up to {} unanswered",
        partition,
        progress.base(),
        progress.incomplete().size(),
        progress.top());
    tellOfCrashes(partition, progress, ledger);
  }

  private void tellOfCrashes(TopicPartition partition, Progress found, PartitionLedger ledger) {
    int suspects = ledger.crashes().suspectCount(ledger);
    if (suspects > 0 && found.mark().suspects().isEmpty()) {
      metrics.deathFound();
      metrics.suspected(suspects);
      log.warn(
          "{}: two owners died one after the other with offset {} unanswered; up to {} jobs are"
              + " suspected and run one at a time, nothing beside them",
          partition,
          found.base(),
          suspects);
    } else if (suspects > 0) {
      log.info("{}: up to {} suspected jobs are left to run alone", partition, suspects);
    } else if (ledger.crashes().deaths() > found.mark().deaths()) {
      metrics.deathFound();
      log.warn("{}: the owner before died with jobs in flight; they run as usual", partition);
    }
  }
}
