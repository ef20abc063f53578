package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why producers were lost, and when that is enough.
 *
 * <p>The broker calls two things by one name, for it bumps the epoch in both: a twin that has taken
 * the transactional id over, and a transaction that was open for longer than {@code
 * transaction.timeout.ms}. Age tells them apart: the coordinator ends no transaction that is
 * younger. Twins are given up on after {@link #MAX_FENCINGS} in {@link #WINDOW}, for each worker
 * that takes its id back fences the other; an own time-out or a broker that is away is no reason
 * ever. Confined to the poll thread.
 */
final class ProducerLosses {
  static final int MAX_FENCINGS = 5;
  static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(ProducerLosses.class);

  /** Losses that nothing explains, without a confirmed publication between them. */
  private static final int MAX_UNEXPLAINED = 5;

  private final String owner;
  private final Duration transactionTimeout;
  private final Troubles troubles;
  private final LongSupplier nanoTime;
  private final Deque<Long> fencings = new ArrayDeque<>();
  private int unexplained;
  private long begunNanos;
  private boolean timeoutTold;
  private boolean silenceMet;

  /**
   * @param owner the slot and the transactional id, as the user is to read them
   * @param transactionTimeout {@code transaction.timeout.ms}
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  ProducerLosses(
      String owner, Duration transactionTimeout, Troubles troubles, LongSupplier nanoTime) {
    this.owner = owner;
    this.transactionTimeout = transactionTimeout;
    this.troubles = troubles;
    this.nanoTime = nanoTime;
  }

  /** A transaction begins. */
  void begun() {
    timeoutTold = false;
    silenceMet = false;
    begunNanos = nanoTime.getAsLong();
  }

  /** The broker does not answer; what the client then gives up is lost for that reason. */
  void silent() {
    silenceMet = true;
  }

  /** A publication is confirmed: what is lost from now on has other reasons. */
  void confirmed() {
    unexplained = 0;
  }

  /**
   * A producer is lost; the caller replaces it.
   *
   * @throws FatalWorkerException if that is enough
   */
  void lost(KafkaException e) {
    if (isAway(e)) {
      return;
    }
    if (isTransactionOverdue()) {
      timedOut();
    } else if (!silenceMet || isFenced(e) || Denials.isDenial(e)) {
      refused(e);
    }
  }

  /**
   * A new producer is refused; the caller tries another.
   *
   * @throws FatalWorkerException if that is enough
   * @throws KafkaException the same, if it is a denial: asking again would not help
   */
  void refused(KafkaException e) {
    if (Denials.isDenial(e)) {
      throw e;
    }
    if (isFenced(e)) {
      fenced();
    } else {
      unexplained(e);
    }
  }

  /** Whether the coordinator may have ended the transaction by itself. */
  boolean isTransactionOverdue() {
    return age().compareTo(transactionTimeout) >= 0;
  }

  /** The coordinator has ended the transaction, for it took too long; told once. */
  void timedOut() {
    if (timeoutTold) {
      return;
    }
    timeoutTold = true;
    troubles.happened(
        BrokerTrouble.TRANSACTION_TIMED_OUT,
        "a transaction that was open for "
            + age().toMillis()
            + " ms was ended by its coordinator (transaction.timeout.ms is "
            + transactionTimeout.toMillis()
            + "); what it held is published again unless it was committed");
  }

  private void fenced() {
    long now = nanoTime.getAsLong();
    while (!fencings.isEmpty() && now - fencings.peekFirst() > WINDOW.toNanos()) {
      fencings.removeFirst();
    }
    fencings.addLast(now);
    troubles.happened(
        BrokerTrouble.PRODUCER_FENCED,
        "another producer has taken over "
            + owner
            + " ("
            + fencings.size()
            + " of "
            + MAX_FENCINGS
            + " times within "
            + WINDOW.toMinutes()
            + " min until this worker ends): is a second worker running in this slot?");
    if (fencings.size() >= MAX_FENCINGS) {
      throw new SlotTakenException(
          "another worker uses " + owner + "; give each process a slot of its own");
    }
  }

  private void unexplained(KafkaException e) {
    unexplained++;
    log.warn("the producer is lost and is replaced: {}", e.toString());
    if (unexplained > MAX_UNEXPLAINED) {
      throw new FatalWorkerException(
          MAX_UNEXPLAINED + " producers in a row were lost; the broker's messages above say why");
    }
  }

  private Duration age() {
    return Duration.ofNanos(nanoTime.getAsLong() - begunNanos);
  }

  private static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || e instanceof InvalidProducerEpochException
        || (e.getCause() != null && isFenced(e.getCause()));
  }

  /** The client names the silence of a broker as the cause of what it can do no more. */
  static boolean isAway(Throwable e) {
    return e instanceof RetriableException || (e.getCause() != null && isAway(e.getCause()));
  }
}
