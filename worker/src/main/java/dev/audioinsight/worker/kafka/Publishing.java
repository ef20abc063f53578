package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that wait for the broker's confirmation, and how they get it: those that are ready go
 * out in one publication with the offsets and metadata of exactly the state after it. Confined to
 * the poll thread.
 *
 * <p>INVARIANT: an offset becomes complete only by a publication that the broker confirmed, and its
 * place is given back at that moment or when its assignment is over.
 */
final class Publishing {
  private static final Logger log = LoggerFactory.getLogger(Publishing.class);
  private static final long RETRY_AFTER_NANOS = 100_000_000L;
  private static final long LONGEST_RETRY_NANOS = 5_000_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Assignments assignments;
  private final TopicWatch topics;
  private final WorkerMetrics metrics;

  private final Outbox outbox;
  private final OffsetCommits commits;
  private final PublicationSize size = new PublicationSize(System::nanoTime);
  private Publication underway;

  /** Whether it is on its way, and nobody has asked yet how it ended. */
  private boolean isSent;

  private long notBeforeNanos = System.nanoTime();

  /** Doubles with each publication in a row that is not taken. */
  private long retryNanos = RETRY_AFTER_NANOS;

  Publishing(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      Assignments assignments,
      InFlight inFlight,
      Routes routes,
      RecordLimits limits,
      TopicWatch topics,
      WorkerMetrics metrics) {
    this.consumer = consumer;
    this.publisher = publisher;
    this.assignments = assignments;
    this.topics = topics;
    this.metrics = metrics;
    this.outbox = new Outbox(assignments, inFlight, routes, limits);
    this.commits = new OffsetCommits(assignments, topics);
  }

  /** Takes an answer to be published; with it its dead letter, where its code asks for one. */
  void add(Completion.Answered answered) {
    outbox.add(answered);
  }

  /** Keeps all answers back from now on, for the broker denies them; offsets may go out yet. */
  void withhold() {
    outbox.withhold();
  }

  /** Progress that no answer would carry soon is to be committed now. */
  void commitNow() {
    commits.ask();
  }

  /**
   * Waits for the broker to take what the last step has sent, if it has.
   *
   * @return whether the broker was asked
   */
  boolean settle() {
    boolean asked = isSent;
    if (asked) {
      ask();
    }
    return asked;
  }

  /**
   * Asks how the publication underway ended, and begins to publish what is ready; at once, where
   * nothing was refused a moment ago.
   *
   * @return whether the broker was asked
   */
  boolean step() {
    if (System.nanoTime() - notBeforeNanos < 0) {
      return false;
    }
    boolean asked = underway != null;
    if (asked) {
      ask();
      if (!isHealthy()) {
        return true;
      }
    }
    outbox.sweep();
    if (!assignments.reconciling().isEmpty() || !topics.allThere()) {
      return asked;
    }
    List<Outgoing> answers = size.next(outbox.answers());
    Map<TopicPartition, OffsetAndMetadata> offsets = commits.due(outbox.offsets(answers));
    ConsumerGroupMetadata group = consumer.groupMetadata();
    // A member without a generation is not fenced by the broker: it must not commit.
    if (offsets.isEmpty() || group.generationId() < 0) {
      commits.done();
      if (offsets.isEmpty()) {
        publisher.idle();
      }
      return asked;
    }
    Publication publication = new Publication(answers, Outbox.records(answers), offsets, group);
    settled(publication, publisher.publish(publication));
    return true;
  }

  /** Forgets what waits for partitions that are gone, and gives their places back. */
  void dropped(Collection<TopicPartition> partitions) {
    commits.dropped(partitions);
    if (underway == null) {
      outbox.sweep();
    }
  }

  /** The tickets whose answers wait. */
  List<Ticket> waiting() {
    return outbox.tickets();
  }

  /** Whether the last word of the broker was good. */
  boolean isHealthy() {
    return (underway == null || isSent)
        && assignments.reconciling().isEmpty()
        && System.nanoTime() - notBeforeNanos >= 0;
  }

  /** Whether a publication is on its way that is to be settled. */
  boolean isSent() {
    return isSent;
  }

  /** Whether nothing waits for the broker. */
  boolean isIdle() {
    return outbox.isEmpty() && underway == null && !commits.isAsked();
  }

  /** Whether the broker is still to hear of these partitions. */
  boolean hasWorkFor(Collection<TopicPartition> partitions) {
    return commits.isAsked() || outbox.holdsAny(partitions);
  }

  int readyCount() {
    return outbox.size();
  }

  Map<TopicPartition, OffsetAndMetadata> lastCommitted() {
    return commits.last();
  }

  private void ask() {
    Publication publication = underway;
    if (isSent) {
      // Where the broker denies it, nothing is underway any more.
      isSent = false;
      underway = null;
    }
    settled(publication, publisher.settle());
  }

  private void settled(Publication publication, Publisher.Outcome outcome) {
    isSent = outcome == Publisher.Outcome.SENT;
    underway = isSent || outcome == Publisher.Outcome.UNKNOWN ? publication : null;
    switch (outcome) {
      case CONFIRMED -> {
        metrics.transactionCommitted();
        size.confirmed();
        retryNanos = RETRY_AFTER_NANOS;
        confirm(publication.answers());
        commits.confirmed(publication.offsets());
      }
      case PUBLISHED -> {
        commits.done();
        confirm(publication.answers());
        notBeforeNanos = System.nanoTime() + RETRY_AFTER_NANOS;
      }
      case ABORTED -> {
        metrics.transactionAborted();
        if (isOfThisGeneration(publication)) {
          notTaken(publication);
          notBeforeNanos = System.nanoTime() + retryNanos;
          retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
        }
        publisher.refused().forEach(outbox::shorten);
      }
      case PRODUCER_REPLACED -> {
        assignments.doubt();
        notTaken(publication);
        publisher.refused().forEach(outbox::shorten);
      }
      case SENT, UNKNOWN -> {}
    }
    if (underway == null) {
      outbox.sweep();
    }
  }

  /** Where a rebalance has come since, that is why it was refused: it may go out again at once. */
  private boolean isOfThisGeneration(Publication publication) {
    return publication.group().generationId() == consumer.groupMetadata().generationId();
  }

  private void notTaken(Publication publication) {
    size.failed(publication.answers());
    outbox.postpone(publication.answers());
  }

  private void confirm(List<Outgoing> answers) {
    for (Outgoing outgoing : answers) {
      Completion.Answered answered = outgoing.answered();
      metrics.answered(answered.answer().result());
      metrics.shortened(outgoing.shortenedRecords());
      if (answered.answer().isDeadLettered()) {
        deadLettered(answered);
      }
    }
    outbox.offsets(answers).forEach(PartitionLedger::confirm);
  }

  private void deadLettered(Completion.Answered answered) {
    metrics.deadLettered();
    JobError error = answered.answer().error().orElseThrow();
    log.info(
        "{}@{} job {}: dead-lettered with {}: {}",
        Assignments.partitionOf(answered.ticket()),
        Assignments.offsetOf(answered.ticket()),
        answered.answer().result().jobId(),
        error.code(),
        error.message());
  }
}
