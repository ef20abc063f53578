package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the poll thread does, turn by turn: drain, restore, publish, throttle, poll, admit.
 *
 * <p>No step waits for work to be done; the one exception is a revocation, which gives running jobs
 * a small budget to end. Confined to the poll thread.
 */
final class PollLoop implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(PollLoop.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final Restorer restorer;
  private final Throttle throttle;
  private final InFlight inFlight;
  private final Tickets tickets;
  private final InferencePool pool;
  private final Retries retries;
  private final Publishing publishing;
  private final SoloRuns soloRuns;
  private final Admission admission;
  private final Watch watch;
  private final TopicWatch topics;
  private final Troubles troubles;
  private final OutOfRange outOfRange;
  private final WorkerMetrics metrics;
  private final Pace pace;
  private boolean draining;
  private boolean abandoned;

  /**
   * How long things may take.
   *
   * @param idlePoll the longest poll when nothing is in flight
   * @param busyPoll the longest poll while answers may come in: part of each answer's latency
   * @param revokeBudget how long a revocation waits for running jobs
   * @param settleBudget how long it then tries to publish what is ready, with clean marks
   * @param patience for how long things may stand still
   */
  record Pace(
      Duration idlePoll,
      Duration busyPoll,
      Duration revokeBudget,
      Duration settleBudget,
      Patience patience) {
    static final Pace DEFAULT =
        new Pace(
            Duration.ofMillis(250),
            Duration.ofMillis(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Patience.DEFAULT);
  }

  PollLoop(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      RestorePolicy restorePolicy,
      InFlight inFlight,
      int maxPollRecords,
      InferencePool pool,
      Retries retries,
      Routes routes,
      RecordLimits limits,
      TopicWatch topics,
      Troubles troubles,
      WorkerMetrics metrics,
      Pace pace) {
    this.consumer = consumer;
    this.inFlight = inFlight;
    this.pool = pool;
    this.retries = retries;
    this.topics = topics;
    this.troubles = troubles;
    this.outOfRange = new OutOfRange(consumer, troubles);
    this.metrics = metrics;
    this.pace = pace;
    this.assignments =
        new Assignments(
            new CrashMark.Dirty(ThreadLocalRandom.current().nextInt(), inFlight.maxJobs()));
    this.tickets = new Tickets();
    this.throttle = new Throttle(inFlight, maxPollRecords);
    this.restorer =
        new Restorer(
            consumer,
            assignments,
            restorePolicy,
            Duration.ofMillis(100),
            topics,
            troubles,
            metrics);
    this.publishing =
        new Publishing(consumer, publisher, assignments, inFlight, routes, limits, topics, metrics);
    this.soloRuns = new SoloRuns(assignments, inFlight, pool::submit, metrics);
    this.admission =
        new Admission(consumer, assignments, inFlight, throttle, tickets, soloRuns, metrics);
    this.watch =
        new Watch(
            consumer,
            assignments,
            tickets,
            retries,
            publishing,
            troubles,
            pace.patience(),
            System::nanoTime);
  }

  /**
   * One turn.
   *
   * @return how many tickets came in or went out
   */
  int turn() {
    int work = drain();
    work += draining ? letGo(consumer.assignment()) : beginAgain();
    if (topics.look()) {
      reassign(Set.copyOf(consumer.assignment()));
    }
    restorer.step();
    soloRuns.step();
    publishing.step();
    soloRuns.release();
    pauseAndResume();
    watch.step(topics.allThere());
    try {
      return work + admission.admit(poll());
    } catch (OffsetOutOfRangeException e) {
      reassign(outOfRange.moveOn(e));
      return work;
    }
  }

  /** Takes in no more records from now on, and gives up what has not begun. */
  void startDraining() {
    draining = true;
    tickets.all().forEach(this::giveUp);
    soloRuns.release();
  }

  /** The worker cannot go on: from now on partitions are let go of as they are. */
  void abandon() {
    abandoned = true;
  }

  /** Whether all that was begun is answered and confirmed. */
  boolean isDrained() {
    return tickets.isEmpty() && retries.isEmpty() && publishing.isIdle();
  }

  /**
   * Gives all partitions up after a denial. No answer goes out, but clean marks do where they may:
   * a denial is no crash, and no job is to be suspected of it.
   */
  void leaveDenied() {
    Set<TopicPartition> partitions = Set.copyOf(consumer.assignment());
    publishing.withhold();
    try {
      onPartitionsRevoked(partitions);
    } finally {
      drop(partitions);
    }
  }

  /** What there is to see at this moment. */
  WorkerSnapshot snapshot(WorkerSnapshot.State state) {
    return new Snapshots(consumer, assignments, inFlight, tickets, retries, publishing)
        .take(state, troubles.present(), watch.standstills());
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    boolean busy =
        inFlight.jobs() > 0 || !assignments.restoring().isEmpty() || assignments.isMarkDue();
    return consumer.poll(busy ? pace.busyPoll() : pace.idlePoll());
  }

  private int drain() {
    int drained = 0;
    for (Completion next = pool.poll(); next != null; next = pool.poll()) {
      take(next);
      drained++;
    }
    return drained;
  }

  private void take(Completion completion) {
    Ticket ticket = completion.ticket();
    tickets.remove(ticket);
    PartitionLedger ledger = assignments.ledgerOf(ticket).orElse(null);
    if (ledger != null && completion instanceof Completion.Answered answered) {
      // A suspect's failure is its answer: while it waited, its committed mark would say that it
      // runs, and a kill from outside would count against it.
      boolean alone = ledger.crashes().hasSuspects();
      if (alone || !retries.keep(answered)) {
        publishing.add(answered);
      }
      return;
    }
    inFlight.giveBack(ticket.record());
    if (completion instanceof Completion.Answered) {
      metrics.lateResultDropped();
    }
  }

  /**
   * Gives a ticket up that is out; where it had not begun, its admission was no attempt. The ledger
   * hears of that now, for the ticket comes back only when a thread is free.
   */
  private void giveUp(Ticket ticket) {
    if (ticket.abandon()) {
      assignments
          .ledgerOf(ticket)
          .ifPresent(ledger -> ledger.returned(ticket.record().source().offset()));
    }
  }

  /**
   * Hands the jobs to the pool whose wait is over. No suspect is among them, for none waits; nor
   * does one run beside them, for it is begun only when nothing else has a place.
   */
  private int beginAgain() {
    List<Ticket> due = retries.due();
    for (Ticket ticket : due) {
      assignments
          .ledgerOf(ticket)
          .ifPresent(ledger -> ledger.admitAgain(ticket.record().source().offset()));
      tickets.add(ticket);
      pool.submit(ticket);
    }
    return due.size();
  }

  /** Leaves what waits for its next attempt to the next owner, who finds its attempts committed. */
  private int letGo(Collection<TopicPartition> partitions) {
    List<Ticket> released = retries.release(partitions);
    released.forEach(ticket -> inFlight.giveBack(ticket.record()));
    if (!released.isEmpty()) {
      publishing.commitNow();
    }
    return released.size();
  }

  /**
   * INVARIANT: after this, a record can come only from a partition with an open ledger, whose mark
   * the broker has.
   */
  private void pauseAndResume() {
    boolean closed = throttle.isClosed() || draining;
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    Set<TopicPartition> paused = consumer.paused();
    for (TopicPartition partition : consumer.assignment()) {
      PartitionLedger ledger = assignments.ledgers().get(partition);
      boolean wanted =
          closed || ledger == null || ledger.isSpanUsedUp() || !soloRuns.mayAdmit(ledger);
      if (wanted && !paused.contains(partition)) {
        pause.add(partition);
      } else if (!wanted && paused.contains(partition)) {
        resume.add(partition);
      }
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }

  // ---- rebalances; called inside poll() and close()

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    log.info("assigned: {}", partitions);
    topics.doubt();
    assignments.assigned(partitions);
    consumer.pause(partitions);
    // A position, any position: else this very poll would ask for the committed offset and fail or
    // wait where the worker wants to ask by itself.
    partitions.forEach(partition -> consumer.seek(partition, 0));
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
    tickets.of(partitions).forEach(this::giveUp);
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

  private void await(Collection<TopicPartition> partitions, long deadline) {
    drain();
    while (!tickets.of(partitions).isEmpty() && System.nanoTime() - deadline < 0) {
      awaitMoment();
      drain();
    }
  }

  /**
   * Publishes what is ready and clears the marks: whatever still runs was killed by nobody. Not
   * before it is known that the topic is there, for its deletion is a reason for a revocation, and
   * an offset of a topic that is not there holds a transaction up for as long as it is not.
   */
  private void settle(Collection<TopicPartition> partitions, long deadline) {
    topics.doubt();
    while ((publishing.hasWorkFor(partitions) || assignments.isMarkDue(partitions))
        && System.nanoTime() - deadline < 0) {
      if (topics.look()) {
        return;
      }
      if (!(topics.isKnown() && publishing.step()) && !awaitMoment()) {
        return;
      }
    }
  }

  /** Waits for the next completion, a few milliseconds at most; false if interrupted. */
  private boolean awaitMoment() {
    try {
      Completion next = pool.poll(pace.busyPoll().toMillis(), TimeUnit.MILLISECONDS);
      if (next != null) {
        take(next);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void drop(Collection<TopicPartition> partitions) {
    letGo(partitions);
    assignments.dropped(partitions);
    publishing.dropped(partitions);
    tickets.of(partitions).forEach(Ticket::cancel);
    soloRuns.release();
  }

  private void reassign(Collection<TopicPartition> partitions) {
    drop(partitions);
    onPartitionsAssigned(partitions);
  }
}
