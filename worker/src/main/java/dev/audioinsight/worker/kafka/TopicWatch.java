package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether the worker's topics are there, and whether the jobs topic is
 * still the same one: consumers and offsets know it by its name, under which it may have been
 * deleted and made anew (KIP-516). It never waits for an answer. Confined to the poll thread.
 */
final class TopicWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final TopicSource source;
  private final Routes routes;
  private final Troubles troubles;
  private final LongSupplier nanoTime;
  private final Set<String> missing = new TreeSet<>();
  private Map<String, KafkaFuture<TopicDescription>> asked = Map.of();
  private long askAtNanos;
  private Optional<Uuid> jobsId = Optional.empty();
  private boolean known;

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  TopicWatch(TopicSource source, Routes routes, Troubles troubles, LongSupplier nanoTime) {
    this.source = source;
    this.routes = routes;
    this.troubles = troubles;
    this.nanoTime = nanoTime;
    this.askAtNanos = nanoTime.getAsLong();
  }

  /**
   * Asks when it is time to, and takes the answer when it has come.
   *
   * @return whether the jobs topic has turned out to be another one: what is known of its
   *     partitions is void
   */
  boolean look() {
    if (asked.isEmpty()) {
      if (nanoTime.getAsLong() - askAtNanos < 0) {
        return false;
      }
      asked = source.describe(List.of(routes.jobs(), routes.results(), routes.deadLetters()));
    }
    return asked.values().stream().allMatch(KafkaFuture::isDone) && take();
  }

  /** From now on an answer counts only if it is given to a question that is yet to be asked. */
  void doubt() {
    known = false;
    asked = Map.of();
    askAtNanos = nanoTime.getAsLong();
  }

  /** Whether it is known, since the last doubt, which jobs topic is there. */
  boolean isKnown() {
    return known;
  }

  /** The id of the jobs topic; empty where the broker tells none. */
  Optional<Uuid> jobsId() {
    return jobsId;
  }

  /** Whether no topic was missing when last it was looked. */
  boolean allThere() {
    return missing.isEmpty();
  }

  private boolean take() {
    Map<String, KafkaFuture<TopicDescription>> answers = asked;
    asked = Map.of();
    try {
      Set<String> absent = new TreeSet<>();
      Optional<Uuid> found = Optional.empty();
      for (Map.Entry<String, KafkaFuture<TopicDescription>> answer : answers.entrySet()) {
        Optional<Uuid> id = idOf(answer.getKey(), answer.getValue(), absent);
        if (answer.getKey().equals(routes.jobs())) {
          found = id;
        }
      }
      seen(absent);
      return !absent.contains(routes.jobs()) && identified(found);
    } catch (RetriableException e) {
      log.debug("the topics are not told yet: {}", e.toString());
      askAtNanos = nanoTime.getAsLong() + ASK_AGAIN.toNanos();
      return false;
    }
  }

  private static Optional<Uuid> idOf(
      String topic, KafkaFuture<TopicDescription> answer, Set<String> absent) {
    try {
      return Optional.of(answer.get().topicId()).filter(id -> !id.equals(Uuid.ZERO_UUID));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        absent.add(topic);
      } else if (e.getCause() instanceof RetriableException retriable) {
        throw retriable;
      } else {
        // A denial is found out by whoever reads or writes.
        log.debug("{} is not described: {}", topic, e.getCause().toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private void seen(Set<String> absent) {
    missing.clear();
    missing.addAll(absent);
    Duration next = missing.isEmpty() ? INTERVAL : ASK_AGAIN;
    askAtNanos = nanoTime.getAsLong() + next.toNanos();
    if (missing.isEmpty()) {
      troubles.over(BrokerTrouble.TOPIC_MISSING);
    } else {
      troubles.met(BrokerTrouble.TOPIC_MISSING, Troubles.missing(missing));
    }
  }

  private boolean identified(Optional<Uuid> found) {
    boolean another = jobsId.isPresent() && found.isPresent() && !jobsId.equals(found);
    if (another) {
      troubles.happened(
          BrokerTrouble.TOPIC_RECREATED,
          "the topic "
              + routes.jobs()
              + " was deleted and made anew; jobs of the old one that have no answer get none");
    }
    jobsId = found.isPresent() ? found : jobsId;
    known = true;
    return another;
  }

  @Override
  public void close() {
    source.close();
  }
}
