package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Takes tickets back from the pool and says what becomes of each: its answer is published, it waits
 * for its next attempt, or nobody wants it any more. Confined to the poll thread.
 */
final class Completions {
  private final InferencePool pool;
  private final Tickets tickets;
  private final Assignments assignments;
  private final Retries retries;
  private final Publishing publishing;
  private final InFlight inFlight;
  private final WorkerMetrics metrics;

  Completions(
      InferencePool pool,
      Tickets tickets,
      Assignments assignments,
      Retries retries,
      Publishing publishing,
      InFlight inFlight,
      WorkerMetrics metrics) {
    this.pool = pool;
    this.tickets = tickets;
    this.assignments = assignments;
    this.retries = retries;
    this.publishing = publishing;
    this.inFlight = inFlight;
    this.metrics = metrics;
  }

  /** Takes all that have come back; returns how many. */
  int drain() {
    int drained = 0;
    for (Completion next = pool.poll(); next != null; next = pool.poll()) {
      take(next);
      drained++;
    }
    return drained;
  }

  /** Waits for the next one, but no longer than this; false if interrupted. */
  boolean awaitNext(Duration limit) {
    try {
      Completion next = pool.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        take(next);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Gives a ticket up that is out; where it had not begun, its admission was no attempt. The ledger
   * hears of that now, for the ticket comes back only when a thread is free.
   */
  void giveUp(Ticket ticket) {
    if (ticket.abandon()) {
      assignments
          .ledgerOf(ticket)
          .ifPresent(ledger -> ledger.returned(Assignments.offsetOf(ticket)));
    }
  }

  private void take(Completion completion) {
    Ticket ticket = completion.ticket();
    tickets.remove(ticket);
    PartitionLedger ledger = assignments.ledgerOf(ticket).orElse(null);
    if (ledger != null && completion instanceof Completion.Answered answered) {
      if (!retries.keep(answered)) {
        publishing.add(answered);
      } else if (ledger.crashes().hasSuspects()) {
        // It waits, and nothing runs beside a suspect: no kill meanwhile is to count against it.
        ledger.crashes().rest();
      }
      return;
    }
    inFlight.giveBack(ticket.record());
    if (completion instanceof Completion.Answered) {
      metrics.lateResultDropped();
    }
  }
}
