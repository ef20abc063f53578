package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.engine.Ticket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds jobs whose threads do not come back: begun, cancelled at their time limit, and still out
 * long after it. Only the end of the process ends native code that hangs. Confined to the poll
 * thread.
 */
final class HungJobs {
  private static final Logger log = LoggerFactory.getLogger(HungJobs.class);

  private final Tickets tickets;
  private final Duration grace;
  private final LongSupplier nanoTime;
  private final Set<Ticket> hung = new HashSet<>();

  /**
   * @param grace how long after its time limit a job may be out
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  HungJobs(Tickets tickets, Duration grace, LongSupplier nanoTime) {
    this.tickets = tickets;
    this.grace = grace;
    this.nanoTime = nanoTime;
  }

  void step() {
    List<Ticket> out = tickets.all();
    hung.retainAll(Set.copyOf(out));
    out.stream().filter(this::isHung).filter(hung::add).forEach(this::tell);
  }

  /** Whether a job of this partition hangs. */
  boolean isIn(TopicPartition partition) {
    return hung.stream().anyMatch(ticket -> Assignments.partitionOf(ticket).equals(partition));
  }

  /** A line for each. */
  List<String> lines() {
    return hung.stream().map(HungJobs::line).sorted().toList();
  }

  private boolean isHung(Ticket ticket) {
    OptionalLong due = ticket.endDueNanos();
    return due.isPresent() && nanoTime.getAsLong() - due.getAsLong() > grace.toNanos();
  }

  private void tell(Ticket ticket) {
    log.error("{}; the liveness check fails, for only a restart ends it", line(ticket));
  }

  private static String line(Ticket ticket) {
    Source source = ticket.record().source();
    return source.topic()
        + "-"
        + source.partition()
        + "@"
        + source.offset()
        + ticket.jobId().map(id -> " job " + id).orElse("")
        + " hangs: its thread has not come back since its time limit";
  }
}
