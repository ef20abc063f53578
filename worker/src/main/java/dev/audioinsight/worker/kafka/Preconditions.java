package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must hold before the group is joined: a broker answers, the topics are there, nothing is
 * denied, the producer is registered. What may come by itself is waited for, and told of. Confined
 * to the poll thread.
 */
final class Preconditions {
  private static final Logger log = LoggerFactory.getLogger(Preconditions.class);
  private static final Duration ASK_LIMIT = Duration.ofMillis(500);

  /** A first connection may take that long. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Consumer<byte[], byte[]> consumer;
  private final String bootstrapServers;
  private final List<String> topics;
  private final Troubles troubles;
  private final LongSupplier nanoTime;
  private final Queue<BooleanSupplier> open = new ArrayDeque<>();
  private long answeredNanos;

  /**
   * @param actions what is to be done once the topics are there, in this order; one that a broker
   *     does not answer throws a {@code RetriableException} and is done again
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Preconditions(
      Consumer<byte[], byte[]> consumer,
      String bootstrapServers,
      List<String> topics,
      List<Runnable> actions,
      Troubles troubles,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.troubles = troubles;
    this.nanoTime = nanoTime;
    this.answeredNanos = nanoTime.getAsLong();
    open.add(this::topicsAreThere);
    for (Runnable action : actions) {
      open.add(
          () -> {
            action.run();
            return true;
          });
    }
  }

  /**
   * Asks for what does not hold yet; returns whether all holds.
   *
   * @throws FatalWorkerException if the broker refuses what no wait would mend
   */
  boolean hold() {
    try {
      while (!open.isEmpty()) {
        if (!open.peek().getAsBoolean()) {
          return false;
        }
        open.remove();
        answered();
      }
      return true;
    } catch (RetriableException e) {
      silent(e);
      return false;
    } catch (KafkaException e) {
      if (Denials.isDenial(e)) {
        throw e;
      }
      throw new FatalWorkerException("the broker refuses this worker: " + e.getMessage(), e);
    }
  }

  /**
   * Asked for by the consumer rather than an admin client: a broker that makes topics when they are
   * first asked for makes them now.
   */
  private boolean topicsAreThere() {
    List<String> missing = new ArrayList<>();
    for (String topic : topics) {
      if (!isThere(topic)) {
        missing.add(topic);
      }
      answered();
    }
    if (missing.isEmpty()) {
      troubles.over(BrokerTrouble.TOPIC_MISSING, Preconditions.class);
    } else {
      troubles.met(BrokerTrouble.TOPIC_MISSING, Preconditions.class, Troubles.missing(missing));
    }
    return missing.isEmpty();
  }

  /** One that may not be seen is a matter of permissions: all that lack are told together. */
  private boolean isThere(String topic) {
    try {
      return !consumer.partitionsFor(topic, ASK_LIMIT).isEmpty();
    } catch (TopicAuthorizationException e) {
      return true;
    }
  }

  private void answered() {
    answeredNanos = nanoTime.getAsLong();
    troubles.over(BrokerTrouble.UNREACHABLE, Preconditions.class);
  }

  private void silent(RetriableException e) {
    log.debug("no answer: {}", e.toString());
    if (nanoTime.getAsLong() - answeredNanos >= PATIENCE.toNanos()) {
      troubles.met(
          BrokerTrouble.UNREACHABLE,
          Preconditions.class,
          "no broker answers at "
              + bootstrapServers
              + "; the worker waits for one (are address and security.protocol right?)");
    }
  }
}
