package dev.audioinsight.worker.kafka;

import static java.util.stream.Collectors.joining;

import dev.audioinsight.contract.progress.Progress;
import dev.audioinsight.worker.observe.BrokerTrouble;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the broker how far partitions are done: newly assigned ones, and those whose last
 * commit is in doubt.
 *
 * <p>An open transaction of a dead owner holds the broker's answer back (KIP-447, up to {@code
 * transaction.timeout.ms}); so the question is put once a turn with a short limit, and the poll
 * thread goes on meanwhile. One partition without a leader makes a question about many time out;
 * after that, one partition is asked for in each turn. Confined to the poll thread.
 */
final class Restorer {
  private static final Logger log = LoggerFactory.getLogger(Restorer.class);

  /**
   * The open transaction of a dead owner takes {@code transaction.timeout.ms} and the coordinator's
   * next round, 25 s as both are shipped; that is no trouble.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final RestorePolicy policy;
  private final Duration limit;
  private final TopicWatch topics;
  private final Troubles troubles;
  private final WorkerMetrics metrics;
  private final LongSupplier nanoTime;

  /** What is to be restored; that which was asked for last comes last. */
  private final Set<TopicPartition> turns = new LinkedHashSet<>();

  /** Whether a question failed since all was known last: from then on each is asked for alone. */
  private boolean failed;

  /** Since when something has been unknown; null where nothing is. */
  private Long unknownSinceNanos;

  Restorer(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      RestorePolicy policy,
      Duration limit,
      TopicWatch topics,
      Troubles troubles,
      WorkerMetrics metrics,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.policy = policy;
    this.limit = limit;
    this.topics = topics;
    this.troubles = troubles;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
  }

  /** Asks for what is unknown; returns whether anything became known. */
  boolean step() {
    boolean reconciled = reconcile();
    return restore() || reconciled;
  }

  /**
   * How a publication ended is told by the committed offsets alone; no leader needs to be asked.
   */
  private boolean reconcile() {
    Set<TopicPartition> doubtful = Set.copyOf(assignments.reconciling());
    if (doubtful.isEmpty()) {
      return false;
    }
    return isAnswered(doubtful, () -> reconcile(doubtful));
  }

  private void reconcile(Set<TopicPartition> doubtful) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(doubtful, limit);
    for (TopicPartition partition : doubtful) {
      Progress progress = policy.confirmed(partition, committed.get(partition), topics.jobsId());
      assignments.ledgers().get(partition).reconcile(progress);
      assignments.reconciled(partition);
    }
  }

  private boolean restore() {
    turns.retainAll(assignments.restoring());
    turns.addAll(assignments.restoring());
    if (turns.isEmpty()) {
      failed = false;
      unknownSinceNanos = null;
      troubles.over(BrokerTrouble.PROGRESS_UNKNOWN, Restorer.class);
      return false;
    }
    if (!topics.isKnown()) {
      tellIfLong();
      return false;
    }
    Set<TopicPartition> asked = failed ? Set.of(turns.iterator().next()) : Set.copyOf(turns);
    if (isAnswered(asked, () -> restore(asked))) {
      return true;
    }
    turns.removeAll(asked);
    turns.addAll(asked);
    failed = true;
    tellIfLong();
    return false;
  }

  /**
   * Whether the broker answers. If not it is silent; or, with group.protocol=consumer,
   * disconnected, or this is no member of the group for now, which the next poll mends: it is asked
   * again at the next turn.
   */
  private static boolean isAnswered(Set<TopicPartition> asked, Runnable question) {
    try {
      question.run();
      return true;
    } catch (RetriableException
        | UnknownMemberIdException
        | StaleMemberEpochException
        | FencedMemberEpochException e) {
      log.debug("committed offsets of {} are not known yet: {}", asked, e.toString());
      return false;
    }
  }

  private void restore(Set<TopicPartition> asked) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(asked, limit);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(asked, limit);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(asked, limit));
    ends.putAll(topics.ends(committedPast(committed, ends), limit));
    for (TopicPartition partition : asked) {
      Restored restored =
          policy.restored(
              partition,
              committed.get(partition),
              new RestorePolicy.Extent(beginnings.get(partition), ends.get(partition)),
              topics.jobsId());
      restored.trouble().ifPresent(trouble -> troubles.happened(trouble, restored.told()));
      known(partition, restored.progress(), ends.get(partition));
    }
  }

  /**
   * An administrator who sets a group to the end of a log while a transaction is open there sets it
   * past the last stable offset: only the log's own end tells such an offset from one that was made
   * for another log.
   */
  private static Set<TopicPartition> committedPast(
      Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> stableEnds) {
    Set<TopicPartition> past = new HashSet<>(stableEnds.keySet());
    past.removeIf(
        partition ->
            committed.get(partition) == null
                || committed.get(partition).offset() <= stableEnds.get(partition));
    return past;
  }

  /** A topic that is missing is told of by whoever found that out. */
  private void tellIfLong() {
    long now = nanoTime.getAsLong();
    if (unknownSinceNanos == null || !topics.allThere()) {
      unknownSinceNanos = now;
    } else if (now - unknownSinceNanos >= PATIENCE.toNanos()) {
      troubles.met(
          BrokerTrouble.PROGRESS_UNKNOWN,
          Restorer.class,
          "the broker does not tell where these partitions stand, and they are not polled until it"
              + " does: "
              + turns.stream().map(TopicPartition::toString).sorted().collect(joining(", ")));
    }
  }

  private void known(TopicPartition partition, Progress progress, long logEnd) {
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
