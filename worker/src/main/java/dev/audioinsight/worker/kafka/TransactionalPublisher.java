package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes each publication in one short transaction of {results, dead letters, offsets +
 * metadata} (KIP-98, KIP-447).
 *
 * <p>INVARIANT: a commit whose outcome is unknown is never followed by an abort or by the same
 * records again. It is asked for again until the broker answers; if the producer is lost before, a
 * new one settles the transaction by {@code initTransactions}, and the committed offsets tell how.
 * Confined to the poll thread.
 */
final class TransactionalPublisher implements Publisher {
  private static final Logger log = LoggerFactory.getLogger(TransactionalPublisher.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** A name that cannot be resolved fails at once, and each time with a line in the log. */
  static final Duration REPLACE_AGAIN = Duration.ofSeconds(1);

  /**
   * A producer puts its abort behind the offsets that it has not got rid of, and never does where
   * their topic was deleted; a new one aborts the transaction at once.
   */
  private static final int MAX_UNANSWERED_ABORTS = 2;

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final ProducerLosses losses;
  private final Troubles troubles;
  private final LongSupplier nanoTime;
  private Producer<byte[], byte[]> producer;
  private Underway underway = Underway.NOTHING;
  private Optional<Publication> onItsWay = Optional.empty();
  private Sent sent = new Sent();
  private boolean commitMayHaveLeft;
  private int unansweredAborts;

  /** When a new producer may be asked for again. */
  private long replaceAtNanos;

  /** What the broker still owes an answer about. */
  private enum Underway {
    NOTHING,
    RECORDS,
    COMMIT,
    ABORT,
    REPLACEMENT
  }

  /**
   * @param producers makes a transactional producer, its transactions not yet initialised
   * @param losses decides how many producers may be lost
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  TransactionalPublisher(
      Supplier<Producer<byte[], byte[]>> producers,
      ProducerLosses losses,
      Troubles troubles,
      LongSupplier nanoTime) {
    this.producers = producers;
    this.losses = losses;
    this.troubles = troubles;
    this.nanoTime = nanoTime;
    this.producer = producers.get();
  }

  /**
   * Registers with the transaction coordinator, which settles what a predecessor of the same id
   * left open.
   *
   * @throws KafkaException if the broker refuses or does not answer in time
   */
  @Override
  public void initialise() {
    producer.initTransactions();
  }

  @Override
  public Outcome publish(Publication publication) {
    if (underway != Underway.NOTHING) {
      throw new IllegalStateException("a publication is underway: " + underway);
    }
    sent = new Sent();
    losses.begun();
    try {
      producer.beginTransaction();
      // A record that fails makes the commit fail: nobody needs to wait for its future.
      sent.sendAll(producer, publication.records());
    } catch (KafkaException e) {
      return abortAfter(e);
    }
    if (publication.records().isEmpty()) {
      return sendOffsets(publication);
    }
    onItsWay = Optional.of(publication);
    underway = Underway.RECORDS;
    return Outcome.SENT;
  }

  /**
   * For the generation that the publication began in: where a rebalance has taken a partition since
   * then, the broker refuses the offsets, and the transaction is aborted.
   */
  private Outcome sendOffsets(Publication publication) {
    onItsWay = Optional.empty();
    try {
      producer.sendOffsetsToTransaction(publication.offsets(), publication.group());
    } catch (KafkaException e) {
      return abortAfter(e);
    }
    underway = Underway.COMMIT;
    commitMayHaveLeft = false;
    return commit();
  }

  /** One at most: the others may have failed with it, whatever their size. */
  @Override
  public List<ProducerRecord<byte[], byte[]>> refused() {
    return sent.refused().stream().limit(1).toList();
  }

  @Override
  public Outcome settle() {
    return switch (underway) {
      case NOTHING -> throw new IllegalStateException("nothing is underway");
      case RECORDS -> sendOffsets(onItsWay.orElseThrow());
      case COMMIT -> commit();
      case ABORT -> abort();
      case REPLACEMENT -> nanoTime.getAsLong() - replaceAtNanos < 0 ? Outcome.UNKNOWN : replace();
    };
  }

  private Outcome commit() {
    try {
      producer.commitTransaction();
      losses.confirmed();
      return succeeded(Outcome.CONFIRMED);
    } catch (TimeoutException | InterruptException e) {
      commitMayHaveLeft = true;
      return silent();
    } catch (KafkaException e) {
      return commitMayHaveLeft ? lost(e) : abortAfter(e);
    }
  }

  /** It would be denied again: nothing of it is to stay open, and the worker is to end. */
  private KafkaException denied(KafkaException e) {
    try {
      producer.abortTransaction();
    } catch (KafkaException second) {
      log.debug("the abort is denied as well: {}", second.toString());
    }
    return e;
  }

  /**
   * A failure before EndTxn left, or one by which the broker says that the transaction cannot be
   * committed. Where the producer cannot abort any more it is replaced.
   */
  private Outcome abortAfter(KafkaException e) {
    if (Denials.isDenial(e)) {
      underway = Underway.NOTHING;
      throw denied(e);
    }
    if (isFatal(e)) {
      return lost(e);
    }
    underway = Underway.ABORT;
    unansweredAborts = 0;
    if (ProducerLosses.isAway(e)) {
      silent();
    } else if (losses.isTransactionOverdue()) {
      losses.timedOut();
    } else {
      log.warn("a transaction is aborted: {}", e.toString());
    }
    return abort();
  }

  private Outcome abort() {
    try {
      producer.abortTransaction();
      // No word of a trouble's end: a partition that takes no records aborts the next one too.
      underway = Underway.NOTHING;
      return Outcome.ABORTED;
    } catch (TimeoutException | InterruptException e) {
      if (++unansweredAborts == MAX_UNANSWERED_ABORTS) {
        return lost(e);
      }
      return silent();
    } catch (KafkaException e) {
      return lost(e);
    }
  }

  private Outcome lost(KafkaException e) {
    if (Denials.isDenial(e)) {
      throw e;
    }
    losses.lost(e);
    underway = Underway.REPLACEMENT;
    return replace();
  }

  /** An address that cannot be resolved is a silence too: the first producer had found it. */
  private Outcome replace() {
    producer.close(Duration.ZERO);
    try {
      producer = producers.get();
      producer.initTransactions();
      return succeeded(Outcome.PRODUCER_REPLACED);
    } catch (KafkaException e) {
      if (!ProducerLosses.isAway(e) && !(e.getCause() instanceof ConfigException)) {
        losses.refused(e);
      }
      replaceAtNanos = nanoTime.getAsLong() + REPLACE_AGAIN.toNanos();
      return silent();
    }
  }

  private Outcome succeeded(Outcome outcome) {
    underway = Underway.NOTHING;
    idle();
    return outcome;
  }

  @Override
  public void idle() {
    troubles.over(BrokerTrouble.UNREACHABLE, TransactionalPublisher.class);
  }

  private Outcome silent() {
    losses.silent();
    troubles.met(BrokerTrouble.UNREACHABLE, TransactionalPublisher.class, Troubles.SILENT);
    return Outcome.UNKNOWN;
  }

  private static boolean isFatal(KafkaException e) {
    return e instanceof ProducerFencedException || e instanceof ApplicationRecoverableException;
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
