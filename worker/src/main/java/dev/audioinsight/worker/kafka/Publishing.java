package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that wait for the broker's confirmation, and how they get it: all that are ready go
 * out in one publication with the offsets and metadata of exactly the state after it. Confined to
 * the poll thread.
 *
 * <p>INVARIANT: an offset becomes complete only by a publication that the broker confirmed, and its
 * place is given back at that moment or when its assignment is over.
 */
final class Publishing {
  private static final Logger log = LoggerFactory.getLogger(Publishing.class);
  private static final long RETRY_AFTER_NANOS = 100_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final Publisher publisher;
  private final Assignments assignments;
  private final InFlight inFlight;
  private final Routes routes;
  private final RecordLimits limits;
  private final TopicWatch topics;
  private final WorkerMetrics metrics;

  private final List<Outgoing> ready = new ArrayList<>();
  private final OffsetCommits commits;
  private Publication underway;
  private boolean withheld;
  private long notBeforeNanos = System.nanoTime();

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
    this.inFlight = inFlight;
    this.routes = routes;
    this.limits = limits;
    this.topics = topics;
    this.metrics = metrics;
    this.commits = new OffsetCommits(assignments, topics);
  }

  /** Takes an answer to be published; with it its dead letter, where its code asks for one. */
  void add(Completion.Answered answered) {
    if (withheld) {
      inFlight.giveBack(answered.ticket().record());
      return;
    }
    ready.add(Outgoing.of(answered, routes, limits));
  }

  /** Keeps all answers back from now on, for the broker denies them; offsets may go out yet. */
  void withhold() {
    withheld = true;
    ready.forEach(outgoing -> inFlight.giveBack(outgoing.ticket().record()));
    ready.clear();
  }

  /** Progress that no answer would carry soon is to be committed now. */
  void commitNow() {
    commits.ask();
  }

  /**
   * Publishes what is ready, or asks how the publication underway ended; at once, where it was not
   * refused a moment ago.
   *
   * @return whether the broker was asked
   */
  boolean step() {
    if (System.nanoTime() - notBeforeNanos < 0) {
      return false;
    }
    if (underway != null) {
      settled(underway, publisher.settle());
      return true;
    }
    sweep();
    if (!assignments.reconciling().isEmpty() || !topics.allThere()) {
      return false;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = commits.due(answered());
    ConsumerGroupMetadata group = consumer.groupMetadata();
    // A member without a generation is not fenced by the broker: it must not commit.
    if (offsets.isEmpty() || group.generationId() < 0) {
      commits.done();
      return false;
    }
    Publication publication = publication(offsets, group);
    settled(publication, publisher.publish(publication));
    return true;
  }

  /** Forgets what waits for partitions that are gone, and gives their places back. */
  void dropped(Collection<TopicPartition> partitions) {
    commits.dropped(partitions);
    if (underway == null) {
      sweep();
    }
  }

  /** The tickets whose answers wait. */
  List<Ticket> waiting() {
    return ready.stream().map(Outgoing::ticket).toList();
  }

  /** Whether the last word of the broker was good. */
  boolean isHealthy() {
    return underway == null
        && assignments.reconciling().isEmpty()
        && System.nanoTime() - notBeforeNanos >= 0;
  }

  /** Whether nothing waits for the broker. */
  boolean isIdle() {
    return ready.isEmpty() && underway == null && !commits.isAsked();
  }

  /** Whether the broker is still to hear of these partitions. */
  boolean hasWorkFor(Collection<TopicPartition> partitions) {
    return commits.isAsked()
        || ready.stream()
            .anyMatch(outgoing -> partitions.contains(Assignments.partitionOf(outgoing.ticket())));
  }

  int readyCount() {
    return ready.size();
  }

  Map<TopicPartition, OffsetAndMetadata> lastCommitted() {
    return commits.last();
  }

  private void settled(Publication publication, Publisher.Outcome outcome) {
    underway = outcome == Publisher.Outcome.UNKNOWN ? publication : null;
    switch (outcome) {
      case CONFIRMED -> {
        metrics.transactionCommitted();
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
        notBeforeNanos = System.nanoTime() + RETRY_AFTER_NANOS;
        publisher.refused().forEach(this::shorten);
      }
      case PRODUCER_REPLACED -> {
        assignments.doubt();
        publisher.refused().forEach(this::shorten);
      }
      case UNKNOWN -> {}
    }
    if (underway == null) {
      sweep();
    }
  }

  /**
   * The broker does not take the record for its size: a smaller form goes out in its place, and in
   * the place of all others that are as large; else each would cost a transaction of its own.
   */
  private void shorten(ProducerRecord<byte[], byte[]> record) {
    log.warn(
        "the broker refuses a record of {} bytes for {}; a shorter one follows",
        RecordLimits.sizeOf(record),
        record.topic());
    limits.refused(record);
    ready.replaceAll(
        outgoing ->
            (outgoing.has(record) ? shorter(outgoing, record) : outgoing).fitting(routes, limits));
  }

  private Outgoing shorter(Outgoing outgoing, ProducerRecord<byte[], byte[]> record) {
    return outgoing
        .smaller(record, routes)
        .orElseThrow(
            () ->
                new FatalWorkerException(
                    "the topic " + record.topic() + " takes no answer at all, however short"));
  }

  private void confirm(List<Outgoing> answers) {
    for (Outgoing outgoing : answers) {
      Completion.Answered answered = outgoing.answered();
      metrics.answered(answered.answer().result());
      metrics.shortened(outgoing.shortenedRecords());
      if (answered.answer().isDeadLettered()) {
        deadLettered(answered);
      }
      assignments
          .ledgerOf(answered.ticket())
          .ifPresent(ledger -> ledger.confirm(Set.of(offsetOf(answered.ticket()))));
    }
  }

  private void deadLettered(Completion.Answered answered) {
    metrics.deadLettered();
    JobError error = answered.answer().error().orElseThrow();
    log.info(
        "{}@{} job {}: dead-lettered with {}: {}",
        Assignments.partitionOf(answered.ticket()),
        offsetOf(answered.ticket()),
        answered.answer().result().jobId(),
        error.code(),
        error.message());
  }

  /** Lets go of answers that are confirmed, or that nobody waits for any more. */
  private void sweep() {
    ready.removeIf(
        outgoing -> {
          Ticket ticket = outgoing.ticket();
          boolean wanted =
              assignments
                  .ledgerOf(ticket)
                  .filter(ledger -> ledger.isIncomplete(offsetOf(ticket)))
                  .isPresent();
          if (!wanted) {
            inFlight.giveBack(ticket.record());
          }
          return !wanted;
        });
  }

  private Publication publication(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(ready.size() + 4);
    ready.forEach(outgoing -> records.addAll(outgoing.records()));
    return new Publication(ready, records, offsets, group);
  }

  private Map<TopicPartition, Set<Long>> answered() {
    Map<TopicPartition, Set<Long>> answered = new HashMap<>();
    for (Outgoing outgoing : ready) {
      answered
          .computeIfAbsent(Assignments.partitionOf(outgoing.ticket()), p -> new HashSet<>())
          .add(offsetOf(outgoing.ticket()));
    }
    return answered;
  }

  private static long offsetOf(Ticket ticket) {
    return ticket.record().source().offset();
  }
}
