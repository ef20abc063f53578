package dev.audioinsight.worker.kafka;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Publishes results and commits progress. Confined to the poll thread.
 *
 * <p>A publication is underway from {@link #publish} until an outcome other than {@link
 * Outcome#SENT} and {@link Outcome#UNKNOWN}; until then {@link #settle} is called instead of a new
 * {@code publish}.
 */
interface Publisher extends AutoCloseable {

  /** What the broker said of a publication. */
  enum Outcome {
    /** The producer has the records; {@link #settle} waits for the broker and commits. */
    SENT,
    /** All of it is published and committed. */
    CONFIRMED,
    /** The results are published, the offsets are not committed: at-least-once alone. */
    PUBLISHED,
    /** Nothing of it is visible; the answers may be published again. */
    ABORTED,
    /** The broker has not said; only {@link #settle} may follow. */
    UNKNOWN,
    /**
     * The producer was replaced and what was pending is settled, one way or the other: read the
     * committed offsets before anything else is published.
     */
    PRODUCER_REPLACED
  }

  /** Makes ready to publish; throws a {@code KafkaException} where the broker does not answer. */
  void initialise();

  /**
   * Begins to publish; throws what {@link Denials} reads a denial from, where the broker denies any
   * of it: none of it is visible then.
   */
  Outcome publish(Publication publication);

  /**
   * Records of the last publication which the broker does not take for their size, one at least if
   * there are any; to be asked for once that was {@link Outcome#ABORTED} or {@link
   * Outcome#PRODUCER_REPLACED}.
   */
  List<ProducerRecord<byte[], byte[]>> refused();

  /** Nothing waits to be published: what kept it from being published is no trouble any more. */
  void idle();

  /** Ends the publication underway, or asks again how it ended; throws as {@link #publish}. */
  Outcome settle();

  /** Ends the producer within a few seconds; what is not confirmed is aborted. */
  @Override
  void close();
}
