package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes results first and commits offsets afterwards: nothing is lost, but what lies between
 * the two is published again after a crash. Confined to the poll thread.
 */
final class AtLeastOncePublisher implements Publisher {
  private static final Logger log = LoggerFactory.getLogger(AtLeastOncePublisher.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /** Refusals in a row that no silence explains: a producer whose state is fatal stays so. */
  private static final int MAX_UNEXPLAINED = 5;

  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final Troubles troubles;
  private Sent sent = new Sent();
  private Optional<Publication> onItsWay = Optional.empty();
  private int unexplained;

  AtLeastOncePublisher(
      Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, Troubles troubles) {
    this.producer = producer;
    this.consumer = consumer;
    this.troubles = troubles;
  }

  @Override
  public void initialise() {
    // An idempotent producer registers with its first record.
  }

  @Override
  public Outcome publish(Publication publication) {
    if (publication.records().isEmpty()) {
      return commit(publication);
    }
    sent = new Sent();
    try {
      sent.sendAll(producer, publication.records());
    } catch (KafkaException e) {
      return notSent(e);
    }
    onItsWay = Optional.of(publication);
    return Outcome.SENT;
  }

  @Override
  public List<ProducerRecord<byte[], byte[]>> refused() {
    return sent.refused();
  }

  @Override
  public Outcome settle() {
    Publication publication = onItsWay.orElseThrow();
    onItsWay = Optional.empty();
    try {
      producer.flush();
      sent.await();
    } catch (KafkaException | ExecutionException e) {
      return notSent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.ABORTED;
    }
    unexplained = 0;
    return commit(publication);
  }

  private Outcome notSent(Exception e) {
    if (Denials.isDenial(e)) {
      throw new KafkaException("results are denied", e);
    }
    told(e, "results were not taken, sending them again");
    countUnexplained(e);
    return Outcome.ABORTED;
  }

  /**
   * What is too large goes out smaller the next time, and what is away comes back. What a topic
   * does not take says nothing of the producer: one that is lost takes nothing to be sent.
   */
  private void countUnexplained(Exception e) {
    if (e instanceof ExecutionException || ProducerLosses.isAway(e)) {
      unexplained = 0;
    } else if (++unexplained == MAX_UNEXPLAINED) {
      throw new FatalWorkerException(
          "the producer cannot send: " + MAX_UNEXPLAINED + " times in a row " + e.getMessage());
    }
  }

  private Outcome commit(Publication publication) {
    // What has left since the records went out is its new owner's to commit.
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(publication.offsets());
    offsets.keySet().retainAll(consumer.assignment());
    try {
      consumer.commitSync(offsets, COMMIT_LIMIT);
      idle();
      return Outcome.CONFIRMED;
    } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
      told(e, "offsets were not committed, committing them again");
      return Outcome.PUBLISHED;
    }
  }

  @Override
  public void idle() {
    troubles.over(BrokerTrouble.UNREACHABLE, AtLeastOncePublisher.class);
  }

  /** A broker that is away is told of once. */
  private void told(Exception e, String what) {
    if (e instanceof TimeoutException || e.getCause() instanceof TimeoutException) {
      troubles.met(BrokerTrouble.UNREACHABLE, AtLeastOncePublisher.class, Troubles.SILENT);
    } else {
      log.warn("{}: {}", what, e.getMessage());
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
