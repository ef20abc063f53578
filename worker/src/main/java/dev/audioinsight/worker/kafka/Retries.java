package dev.audioinsight.worker.kafka;

import dev.audioinsight.contract.JobError;
import dev.audioinsight.worker.engine.Answer;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.engine.Ticket;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs that wait for their next attempt: their last failure may pass. A wait costs no thread;
 * it keeps the job's place and its entry in the ledger, and so stays within the bounds of both.
 * Confined to the poll thread.
 */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  /**
   * A server may ask for a longer wait; but a wait keeps a place, which is not for strangers to
   * hold for as long as they like.
   */
  static final Duration LONGEST_ASKED = Duration.ofMinutes(2);

  private final RetryPolicy policy;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final WorkerMetrics metrics;
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();

  /**
   * @param nanoClock as {@link System#nanoTime}
   * @param random the chance in each wait
   */
  Retries(
      RetryPolicy policy, LongSupplier nanoClock, RandomGenerator random, WorkerMetrics metrics) {
    this.policy = policy;
    this.nanoClock = nanoClock;
    this.random = random;
    this.metrics = metrics;
  }

  /**
   * Keeps a job back whose failure may pass, unless this was its last attempt, its time limit would
   * end before the next one, or a longer wait is asked for than {@link #LONGEST_ASKED}: then its
   * failure is its answer.
   *
   * @return whether the job waits here now, and the answer is worth nothing
   */
  boolean keep(Completion.Answered answered) {
    Ticket ticket = answered.ticket();
    int attempt = ticket.record().source().attempt();
    if (!mayPass(answered.answer()) || !policy.allowsAfter(attempt)) {
      return false;
    }
    long now = nanoClock.getAsLong();
    Duration least = answered.answer().leastWait();
    Duration delay = policy.delayAfter(attempt, random);
    delay = delay.compareTo(least) < 0 ? least : delay;
    if (least.compareTo(LONGEST_ASKED) > 0 || delay.compareTo(ticket.timeLeft(now)) >= 0) {
      return false;
    }
    waiting.add(new Waiting(ticket.next(), now + delay.toNanos()));
    metrics.retried();
    JobError error = answered.answer().error().orElseThrow();
    log.info(
        "{}@{} job {}: attempt {} of {} ended with {}, the next one begins in {} ms",
        Assignments.partitionOf(ticket),
        Assignments.offsetOf(ticket),
        answered.answer().result().jobId(),
        attempt,
        policy.maxAttempts(),
        error.code(),
        delay.toMillis());
    return true;
  }

  private static boolean mayPass(Answer answer) {
    return answer.error().filter(JobError::retryable).isPresent();
  }

  /** The tickets whose wait is over, ready for the pool. */
  List<Ticket> due() {
    List<Ticket> due = new ArrayList<>();
    long now = nanoClock.getAsLong();
    while (!waiting.isEmpty() && waiting.peek().dueNanos - now <= 0) {
      Ticket ticket = waiting.remove().ticket;
      if (ticket.queue(now)) {
        due.add(ticket);
      }
    }
    return due;
  }

  /** Ends the wait of these partitions' jobs without a next attempt by this owner. */
  List<Ticket> release(Collection<TopicPartition> partitions) {
    List<Ticket> released =
        all().stream()
            .filter(ticket -> partitions.contains(Assignments.partitionOf(ticket)))
            .toList();
    waiting.removeIf(entry -> released.contains(entry.ticket));
    released.forEach(Ticket::abandon);
    return released;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  List<Ticket> all() {
    return waiting.stream().map(Waiting::ticket).toList();
  }

  private record Waiting(Ticket ticket, long dueNanos) implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }
}
