package dev.audioinsight.worker.kafka;

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

  Restorer(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      RestorePolicy policy,
      Duration limit) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.policy = policy;
    this.limit = limit;
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
                ends.get(partition)));
      }
      return true;
    } catch (RetriableException e) {
      // Silent or, with group.protocol=consumer, disconnected: it is asked again at the next turn.
      log.debug("committed offsets of {} are not known yet: {}", unknown, e.toString());
      return false;
    }
  }

  private void known(TopicPartition partition, Progress progress) {
    if (assignments.reconciling().contains(partition)) {
      assignments.ledgers().get(partition).reconcile(progress);
      assignments.reconciled(partition);
      return;
    }
    assignments.restored(partition, progress);
    consumer.seek(partition, progress.base());
    log.info(
        "{}: going on at offset {}, {} offsets from there up to {} unanswered",
        partition,
        progress.base(),
        progress.incomplete().size(),
        progress.top());
  }
}
