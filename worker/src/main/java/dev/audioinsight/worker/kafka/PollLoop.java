package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.progress.CrashMark;
import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;

/**
 * What the poll thread does, turn by turn: settle, drain, restore, publish, throttle, poll, admit.
 *
 * <p>A publication is on its way while records are taken in, and settled in the next turn. No step
 * waits for work to be done; the one exception is a revocation ({@link Handover}), which gives
 * running jobs a small budget to end. Confined to the poll thread.
 */
final class PollLoop {
  private final Consumer<byte[], byte[]> consumer;
  private final TimedPolls polls;
  private final Assignments assignments;
  private final Restorer restorer;
  private final InFlight inFlight;
  private final InferencePool pool;
  private final Tickets tickets;
  private final Retries retries;
  private final Publishing publishing;
  private final SoloRuns soloRuns;
  private final Completions completions;
  private final Handover handover;
  private final Valve valve;
  private final Admission admission;
  private final Watch watch;
  private final TopicWatch topics;
  private final Troubles troubles;
  private final OutOfRange outOfRange;
  private final PollWait wait;
  private final int maxPollRecords;
  private boolean draining;

  /**
   * How long things may take.
   *
   * @param longestPoll of all: nothing is in flight, or the threads have enough for long
   * @param busyPoll the longest poll while a job may end at any moment: part of its latency
   * @param revokeBudget how long a revocation waits for running jobs
   * @param settleBudget how long it then tries to publish what is ready, with clean marks
   * @param patience for how long things may stand still
   */
  record Pace(
      Duration longestPoll,
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
    this.polls = new TimedPolls(consumer, System::nanoTime);
    this.inFlight = inFlight;
    this.retries = retries;
    this.topics = topics;
    this.troubles = troubles;
    this.maxPollRecords = maxPollRecords;
    this.pool = pool;
    this.wait = new PollWait(pace.longestPoll(), pace.busyPoll(), pool.size(), System::nanoTime);
    this.assignments =
        new Assignments(
            new CrashMark.Dirty(ThreadLocalRandom.current().nextInt(), inFlight.maxJobs()));
    this.outOfRange = new OutOfRange(consumer, assignments, troubles);
    this.tickets = new Tickets();
    this.restorer =
        new Restorer(
            consumer,
            assignments,
            restorePolicy,
            Duration.ofMillis(100),
            topics,
            troubles,
            metrics,
            System::nanoTime);
    this.publishing =
        new Publishing(consumer, publisher, assignments, inFlight, routes, limits, topics, metrics);
    this.soloRuns = new SoloRuns(assignments, inFlight, pool::submit, metrics);
    this.completions =
        new Completions(pool, tickets, assignments, retries, publishing, inFlight, metrics);
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
    this.handover =
        new Handover(
            consumer,
            assignments,
            tickets,
            completions,
            retries,
            publishing,
            soloRuns,
            inFlight,
            watch,
            topics,
            pace);
    Throttle throttle = new Throttle(inFlight, maxPollRecords);
    this.valve = new Valve(consumer, assignments, throttle, soloRuns);
    this.admission =
        new Admission(consumer, assignments, inFlight, throttle, tickets, soloRuns, metrics);
  }

  /**
   * One turn.
   *
   * @return how many tickets came in or went out
   */
  int turn() {
    boolean refused = publishing.settle() && !publishing.isHealthy();
    int work = completions.drain();
    wait.turned(work, pool.inLine());
    work += draining ? handover.letGo(assignments.partitions()) : beginAgain();
    if (topics.look()) {
      handover.restoreAgain(assignments.partitions());
    }
    restorer.step();
    soloRuns.step();
    if (!refused) { // A broker that is silent is asked once a turn.
      publish();
    }
    soloRuns.release();
    valve.set(draining);
    watch.step(topics.allThere());
    try {
      work += takeIn();
      if (work > 0) {
        wait.progressed();
      }
      return work;
    } catch (OffsetOutOfRangeException e) {
      handover.restoreAgain(outOfRange.moveOn(e));
      return work;
    }
  }

  /** How long the polls of all turns took since this was last asked. */
  long takePolledNanos() {
    return polls.takeNanos();
  }

  /** What the consumer is to call when partitions come and go. */
  ConsumerRebalanceListener listener() {
    return handover;
  }

  /** Takes in no more records from now on, and gives up what has not begun. */
  void startDraining() {
    draining = true;
    tickets.all().forEach(completions::giveUp);
    soloRuns.release();
  }

  /** The worker cannot go on: from now on partitions are let go of as they are. */
  void abandon() {
    handover.abandon();
  }

  /** Whether all that was begun is answered and confirmed. */
  boolean isDrained() {
    return tickets.isEmpty() && retries.isEmpty() && publishing.isIdle();
  }

  /** Gives all partitions up after a denial; no answer goes out. */
  void leaveDenied() {
    publishing.withhold();
    handover.leaveAll();
  }

  /** What there is to see at this moment. */
  WorkerSnapshot snapshot(WorkerSnapshot.State state) {
    return new Snapshots(consumer, assignments, inFlight, tickets, retries, publishing)
        .take(state, troubles.present(), watch.standstills());
  }

  /**
   * Polls, and goes on while polls come back full and there is room: what the consumer has fetched
   * already is worked on while one publication goes out, not a part of it.
   */
  private int takeIn() {
    int admitted = admission.admit(poll());
    int all = admitted;
    while (admitted == maxPollRecords) {
      valve.set(draining);
      admitted = admission.admit(polls.poll(Duration.ZERO));
      all += admitted;
    }
    return all;
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    return polls.poll(pollWait());
  }

  private void publish() {
    if ((isPressing() || !wait.isGathering(pool.inLine())) && publishing.step()) {
      wait.published();
    }
  }

  private Duration pollWait() {
    if (publishing.isSent()) {
      return Duration.ZERO;
    }
    if (isPressing()) {
      return wait.whenBusy();
    }
    return inFlight.jobs() > 0
        ? wait.whenBusy(pool.inLine(), publishing.readyCount() > 0)
        : wait.whenIdle();
  }

  /** Whether something else than the answers of jobs waits for the broker. */
  private boolean isPressing() {
    return draining
        || !assignments.restoring().isEmpty()
        || assignments.isMarkDue()
        || !publishing.isHealthy();
  }

  /**
   * Begins the next attempt of the jobs whose wait is over. No suspect runs beside them, for it is
   * admitted only when nothing else has a place; and a place is kept while its job waits.
   */
  private int beginAgain() {
    List<Ticket> due = retries.due();
    for (Ticket ticket : due) {
      // INVARIANT: a wait ends with its assignment.
      PartitionLedger ledger = assignments.ledgerOf(ticket).orElseThrow();
      ledger.admitAgain(Assignments.offsetOf(ticket));
      tickets.add(ticket);
      soloRuns.begin(ticket, ledger);
    }
    return due.size();
  }
}
