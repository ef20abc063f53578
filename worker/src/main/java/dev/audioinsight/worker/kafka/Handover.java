package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Ticket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes partitions in and gives them away. Those that come stay paused until it is known where they
 * stand; those that go in order get a small budget for what runs, and leave clean marks.
 *
 * <p>Called by the consumer inside {@code poll} and {@code close}. Confined to the poll thread.
 */
final class Handover implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(Handover.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final Tickets tickets;
  private final Completions completions;
  private final Retries retries;
  private final Publishing publishing;
  private final SoloRuns soloRuns;
  private final InFlight inFlight;
  private final Watch watch;
  private final TopicWatch topics;
  private final PollLoop.Pace pace;
  private boolean abandoned;

  Handover(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      Tickets tickets,
      Completions completions,
      Retries retries,
      Publishing publishing,
      SoloRuns soloRuns,
      InFlight inFlight,
      Watch watch,
      TopicWatch topics,
      PollLoop.Pace pace) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.tickets = tickets;
    this.completions = completions;
    this.retries = retries;
    this.publishing = publishing;
    this.soloRuns = soloRuns;
    this.inFlight = inFlight;
    this.watch = watch;
    this.topics = topics;
    this.pace = pace;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      log.info("assigned: {}", partitions);
      takeIn(partitions);
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    log.info("revoked: {}", partitions);
    if (abandoned) {
      // What failed would fail again, and the group would not hear that this member leaves.
      drop(partitions);
      return;
    }
    // Readers wait behind an open transaction, and what it carries is to be known before marks are.
    publishing.settle();
    tickets.of(partitions).forEach(completions::giveUp);
    soloRuns.release();
    await(partitions, System.nanoTime() + pace.revokeBudget().toNanos());
    letGo(partitions);
    // A job that hangs is as good as a death: left dirty, its mark brings the job under suspicion.
    partitions.stream().filter(partition -> !watch.isHung(partition)).forEach(assignments::rest);
    settle(partitions, System.nanoTime() + pace.settleBudget().toNanos());
    drop(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      log.warn("lost: {}", partitions);
      drop(partitions);
    }
  }

  /** The worker cannot go on: from now on partitions are let go of as they are. */
  void abandon() {
    abandoned = true;
  }

  /**
   * Gives all partitions up, with clean marks where the broker takes them: a denial is no crash,
   * and no job is to be suspected of it.
   */
  void leaveAll() {
    Set<TopicPartition> partitions = assignments.partitions();
    try {
      onPartitionsRevoked(partitions);
    } finally {
      drop(partitions);
    }
  }

  /** Forgets where these partitions stand and asks the broker anew. */
  void restoreAgain(Collection<TopicPartition> partitions) {
    drop(partitions);
    takeIn(partitions);
  }

  /**
   * Leaves what waits for its next attempt to the next owner, who finds its attempts committed;
   * returns how many jobs that were.
   */
  int letGo(Collection<TopicPartition> partitions) {
    List<Ticket> released = retries.release(partitions);
    released.forEach(ticket -> inFlight.giveBack(ticket.record()));
    if (!released.isEmpty()) {
      publishing.commitNow();
    }
    return released.size();
  }

  private void takeIn(Collection<TopicPartition> partitions) {
    topics.doubt();
    assignments.assigned(partitions);
    consumer.pause(partitions);
    // A position, any position: else this very poll would ask for the committed offset and fail or
    // wait where the worker wants to ask by itself.
    partitions.forEach(partition -> consumer.seek(partition, 0));
  }

  private void await(Collection<TopicPartition> partitions, long deadline) {
    completions.drain();
    while (!tickets.of(partitions).isEmpty() && System.nanoTime() - deadline < 0) {
      completions.awaitNext(pace.busyPoll());
      completions.drain();
    }
  }

  /**
   * Publishes what is ready and clears the marks: whatever still runs was killed by nobody. Not
   * before it is known that the topic is there, for its deletion is a reason for a revocation, and
   * an offset of a topic that is not there holds a transaction up for as long as it is not. Where
   * it is found to be another one, what stays is void too: this answer is given once.
   */
  private void settle(Collection<TopicPartition> partitions, long deadline) {
    topics.doubt();
    while ((publishing.hasWorkFor(partitions) || assignments.isMarkDue(partitions))
        && System.nanoTime() - deadline < 0) {
      if (topics.look()) {
        restoreAgain(allBut(partitions));
        return;
      }
      if (!(topics.isKnown() && publishing.step()) && !completions.awaitNext(pace.busyPoll())) {
        return;
      }
    }
  }

  private Set<TopicPartition> allBut(Collection<TopicPartition> partitions) {
    Set<TopicPartition> others = assignments.partitions();
    others.removeAll(partitions);
    return others;
  }

  private void drop(Collection<TopicPartition> partitions) {
    letGo(partitions);
    assignments.dropped(partitions);
    publishing.dropped(partitions);
    tickets.of(partitions).forEach(Ticket::cancel);
    soloRuns.release();
  }
}
