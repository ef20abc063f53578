package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what may run beside what: everything, as long as no partition of this process has
 * suspects; a single suspect, alone in the process, while one has.
 *
 * <p>Alone in the process and not only in its partition: a crash takes every running job down, and
 * blame must be certain. So no other partition is polled until the last suspect is answered; their
 * jobs wait, and their marks are cleared, so that a crash meanwhile counts against no base of
 * theirs. Other members of the group go on. A suspect whose failure may pass keeps its turn while
 * it waits for its next attempt: only so are the attempts of one job all that must be told.
 *
 * <p>INVARIANT: a suspect is begun only when its attempt is committed and nothing else is in
 * flight. Confined to the poll thread.
 */
final class SoloRuns {
  private static final Logger log = LoggerFactory.getLogger(SoloRuns.class);

  private final Assignments assignments;
  private final InFlight inFlight;
  private final Consumer<Ticket> pool;
  private final WorkerMetrics metrics;

  /** The suspect whose attempt is being committed, or null. */
  private Ticket held;

  /**
   * @param pool runs a ticket
   */
  SoloRuns(
      Assignments assignments, InFlight inFlight, Consumer<Ticket> pool, WorkerMetrics metrics) {
    this.assignments = assignments;
    this.inFlight = inFlight;
    this.pool = pool;
    this.metrics = metrics;
  }

  /** Says which partitions may have jobs running; their marks are due if that is news. */
  void step() {
    PartitionLedger suspected = suspected();
    for (PartitionLedger ledger : assignments.ledgers().values()) {
      if (suspected == null) {
        ledger.crashes().work();
      } else if (ledger != suspected && inFlight.jobs() == 0) {
        ledger.crashes().rest();
      }
    }
  }

  /** Whether a record of this partition may be admitted now. */
  boolean mayAdmit(PartitionLedger ledger) {
    PartitionLedger suspected = suspected();
    if (suspected == null) {
      return ledger.crashes().isWorking() && !ledger.isMarkDue();
    }
    return ledger == suspected && inFlight.jobs() == 0 && !assignments.isMarkDue();
  }

  /** Begins an attempt of an admitted ticket, or holds it until that attempt is committed. */
  void begin(Ticket ticket, PartitionLedger ledger) {
    if (ledger.crashes().hasSuspects()) {
      ledger.crashes().work();
      held = ticket;
    } else {
      pool.accept(ticket);
    }
  }

  /** Begins the suspect that is held, if its attempt is committed or if it is given up. */
  void release() {
    if (held == null) {
      return;
    }
    boolean abandoned = held.stage() == Ticket.Stage.ABANDONED;
    if (abandoned || !assignments.isMarkDue()) {
      Ticket ticket = held;
      held = null;
      if (!abandoned) {
        tell(ticket);
      }
      pool.accept(ticket);
    }
  }

  /** What is to be done with the record admitted last. */
  static Ticket.Task task(PartitionLedger ledger) {
    int before = ledger.crashes().aloneAttempts() - 1;
    if (!ledger.crashes().hasSuspects() || before < CrashMark.ATTEMPTS_TO_BLAME) {
      return Ticket.Task.RUN;
    }
    return before == CrashMark.ATTEMPTS_TO_BLAME ? Ticket.Task.BLAME : Ticket.Task.BLAME_UNREAD;
  }

  private void tell(Ticket ticket) {
    Source source = ticket.record().source();
    int attempt = assignments.ledgerOf(ticket).map(l -> l.crashes().aloneAttempts()).orElse(0);
    if (ticket.task() == Ticket.Task.RUN) {
      metrics.ranAlone();
      log.info(
          "{}-{}: the suspected job at offset {} runs alone, attempt {} of {}",
          source.topic(),
          source.partition(),
          source.offset(),
          attempt,
          CrashMark.ATTEMPTS_TO_BLAME);
    } else {
      log.error(
          "{}-{}: the job at offset {} has ended the worker process {} times while it ran alone;"
              + " it is answered with CRASHED_WORKER and runs no more",
          source.topic(),
          source.partition(),
          source.offset(),
          CrashMark.ATTEMPTS_TO_BLAME);
    }
  }

  /** The partition whose suspects run now: the first that has some; null where none has. */
  private PartitionLedger suspected() {
    for (Map.Entry<TopicPartition, PartitionLedger> entry : assignments.ledgers().entrySet()) {
      if (entry.getValue().crashes().hasSuspects()) {
        return entry.getValue();
      }
    }
    return null;
  }
}
