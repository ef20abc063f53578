package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether the worker's topics are there, and whether the jobs topic is
 * still the same one: consumers and offsets know it by its name, under which it may have been
 * deleted and made anew (KIP-516). It waits for no answer but that of {@link #ends}. Confined to
 * the poll thread.
 */
final class TopicWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration ASK_AGAIN = Duration.ofMillis(200);

  private final TopicSource source;
  private final Routes routes;
  private final Troubles troubles;
  private final Duration silence;
  private final LongSupplier nanoTime;
  private final Set<String> missing = new TreeSet<>();
  private Map<String, KafkaFuture<TopicDescription>> asked = Map.of();
  private long askAtNanos;
  private Optional<Uuid> jobsId = Optional.empty();
  private boolean known;
  private Long silentSinceNanos;

  /**
   * @param silence how long a broker may be silent before that is a trouble
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  TopicWatch(
      TopicSource source,
      Routes routes,
      Troubles troubles,
      Duration silence,
      LongSupplier nanoTime) {
    this.source = source;
    this.routes = routes;
    this.troubles = troubles;
    this.silence = silence;
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
      if (!ask()) {
        return false;
      }
    }
    return asked.values().stream().allMatch(KafkaFuture::isDone) && take();
  }

  /** A name that nobody can resolve at this moment is a silence: it was known before. */
  private boolean ask() {
    try {
      asked = source.describe(List.of(routes.jobs(), routes.results(), routes.deadLetters()));
      return true;
    } catch (KafkaException e) {
      unanswered(e);
      return false;
    }
  }

  /**
   * Where these logs end, open transactions included: a consumer that reads committed records is
   * told of the last stable offset alone.
   *
   * @throws RetriableException if the broker does not say within the limit
   */
  Map<TopicPartition, Long> ends(Set<TopicPartition> partitions, Duration limit) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    if (!partitions.isEmpty()) {
      long deadline = System.nanoTime() + limit.toNanos();
      source
          .ends(partitions)
          .forEach((partition, end) -> ends.put(partition, told(end, deadline).offset()));
    }
    return ends;
  }

  private static <T> T told(KafkaFuture<T> answer, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("the log's end is not told in time", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
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
      unanswered(e);
      return false;
    }
  }

  /** A worker without partitions has nobody else to find out that the broker is away. */
  private void unanswered(KafkaException e) {
    log.debug("the topics are not told yet: {}", e.toString());
    long now = nanoTime.getAsLong();
    askAtNanos = now + ASK_AGAIN.toNanos();
    if (silentSinceNanos == null) {
      silentSinceNanos = now;
    } else if (now - silentSinceNanos >= silence.toNanos()) {
      troubles.met(BrokerTrouble.UNREACHABLE, TopicWatch.class, Troubles.SILENT);
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
    silentSinceNanos = null;
    troubles.over(BrokerTrouble.UNREACHABLE, TopicWatch.class);
    missing.clear();
    missing.addAll(absent);
    Duration next = missing.isEmpty() ? INTERVAL : ASK_AGAIN;
    askAtNanos = nanoTime.getAsLong() + next.toNanos();
    if (missing.isEmpty()) {
      troubles.over(BrokerTrouble.TOPIC_MISSING, TopicWatch.class);
    } else {
      troubles.met(BrokerTrouble.TOPIC_MISSING, TopicWatch.class, Troubles.missing(missing));
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
