package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.Ticket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that wait to be published, each in a form that the broker takes. An answer stays
 * until its offset is complete or its assignment over; with it goes its place. Confined to the poll
 * thread.
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private final Assignments assignments;
  private final InFlight inFlight;
  private final Routes routes;
  private final RecordLimits limits;
  private final List<Outgoing> ready = new ArrayList<>();

  /** Those of them that were not taken when they went out last. */
  private final Set<Outgoing> postponed = new HashSet<>();

  private boolean withheld;

  Outbox(Assignments assignments, InFlight inFlight, Routes routes, RecordLimits limits) {
    this.assignments = assignments;
    this.inFlight = inFlight;
    this.routes = routes;
    this.limits = limits;
  }

  void add(Completion.Answered answered) {
    if (withheld) {
      inFlight.giveBack(answered.ticket().record());
    } else {
      ready.add(Outgoing.of(answered, routes, limits));
    }
  }

  /** Lets go of all answers, and of all that come. */
  void withhold() {
    withheld = true;
    ready.forEach(outgoing -> inFlight.giveBack(outgoing.ticket().record()));
    ready.clear();
    postponed.clear();
  }

  /** Lets go of answers that are confirmed, or that nobody waits for any more. */
  void sweep() {
    ready.removeIf(
        outgoing -> {
          Ticket ticket = outgoing.ticket();
          boolean wanted =
              assignments
                  .ledgerOf(ticket)
                  .filter(ledger -> ledger.isIncomplete(Assignments.offsetOf(ticket)))
                  .isPresent();
          if (!wanted) {
            postponed.remove(outgoing);
            inFlight.giveBack(ticket.record());
          }
          return !wanted;
        });
  }

  /** All of them, in the order in which they are to go out. */
  List<Outgoing> answers() {
    ready.sort(Comparator.comparing(postponed::contains));
    return List.copyOf(ready);
  }

  /** These were not taken: others go before them, for one that never is must not hold them back. */
  void postpone(List<Outgoing> answers) {
    postponed.clear();
    postponed.addAll(answers);
    postponed.retainAll(Set.copyOf(ready));
  }

  /** The results and dead letters of these. */
  static List<ProducerRecord<byte[], byte[]>> records(List<Outgoing> answers) {
    return answers.stream().flatMap(outgoing -> outgoing.records().stream()).toList();
  }

  List<Ticket> tickets() {
    return ready.stream().map(Outgoing::ticket).toList();
  }

  /** The offsets that these answer, by the ledger of each; none whose assignment is over. */
  Map<PartitionLedger, Set<Long>> offsets(List<Outgoing> answers) {
    Map<PartitionLedger, Set<Long>> offsets = new HashMap<>();
    for (Outgoing outgoing : answers) {
      assignments
          .ledgerOf(outgoing.ticket())
          .ifPresent(
              ledger ->
                  offsets
                      .computeIfAbsent(ledger, l -> new HashSet<>())
                      .add(Assignments.offsetOf(outgoing.ticket())));
    }
    return offsets;
  }

  boolean holdsAny(Collection<TopicPartition> partitions) {
    return ready.stream()
        .anyMatch(outgoing -> partitions.contains(Assignments.partitionOf(outgoing.ticket())));
  }

  int size() {
    return ready.size();
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  /**
   * The broker does not take the record for its size: a smaller form goes out in its place, and in
   * the place of all others that are as large; else each would cost a transaction of its own.
   */
  void shorten(ProducerRecord<byte[], byte[]> record) {
    log.warn(
        "the broker refuses a record of {} bytes for {}; a shorter one follows",
        RecordLimits.sizeOf(record),
        record.topic());
    limits.refused(record);
    postponed.clear(); // The culprit is found.
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
}
