package dev.audioinsight.worker.engine;

/** How a ticket came back from the pool. Immutable. */
public sealed interface Completion {
  Ticket ticket();

  /** The ticket ran, and this is the answer. */
  record Answered(Ticket ticket, Answer answer) implements Completion {}

  /** The ticket was given up; its record is still to be answered, by whoever owns it now. */
  record Abandoned(Ticket ticket) implements Completion {}
}
