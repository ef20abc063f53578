package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.observe.BrokerTrouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker, where no records come, whether it is there and whether it has some.
 *
 * <p>A poll says nothing about either: it returns no records from an idle topic, from a broker that
 * is away, and from a consumer that is stuck. The log's end as its leader tells it (read committed)
 * tells them apart: without an answer the broker is away, and a restart would mend nothing; with
 * one that lies above the consumer's position, time and again while nothing comes, the consumer is
 * stuck, and only a restart does. Confined to the poll thread.
 */
final class Pulse {
  private static final Logger log = LoggerFactory.getLogger(Pulse.class);

  /**
   * Longer than {@code fetch.max.wait.ms}: a broker answers one question of a connection after the
   * other, and this one may wait behind a fetch that waits for records.
   */
  private static final Duration ASK_LIMIT = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final Assignments assignments;
  private final Troubles troubles;
  private final Patience patience;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Stand> stands = new HashMap<>();
  private final Set<TopicPartition> told = new HashSet<>();
  private long askedNanos;
  private long steppedNanos;
  private Long silentSinceNanos;

  /**
   * Where a partition stands.
   *
   * @param sinceNanos since when it could have moved and did not
   * @param behindSinceNanos since when each answer of the broker has said that it has more; null
   *     where none has
   */
  private record Stand(long position, long sinceNanos, Long behindSinceNanos) {
    Stand seen(long end, long now) {
      if (end <= position) {
        return new Stand(position, sinceNanos, null);
      }
      return behindSinceNanos == null ? new Stand(position, sinceNanos, now) : this;
    }
  }

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  Pulse(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      Troubles troubles,
      Patience patience,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.assignments = assignments;
    this.troubles = troubles;
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.askedNanos = nanoTime.getAsLong();
    this.steppedNanos = askedNanos;
  }

  /**
   * Asks where it is time.
   *
   * @param idle whether nothing is in flight and nothing is owed to the broker: then no partition
   *     has a reason to be paused
   */
  void step(boolean idle) {
    long now = nanoTime.getAsLong();
    if (now - steppedNanos > patience.pulse().multipliedBy(2).toNanos()) {
      // Nobody has watched meanwhile, nor polled perhaps: what was seen before says nothing now.
      stands.clear();
      silentSinceNanos = null;
    }
    steppedNanos = now;
    look(now, idle);
    if (now - askedNanos >= patience.pulse().toNanos()) {
      Set<TopicPartition> still = still(now);
      if (!still.isEmpty()) {
        askedNanos = now;
        ask(still, now);
      }
    }
  }

  /** A line for each partition that is stuck. */
  List<String> lines() {
    return told.stream().map(this::line).sorted().toList();
  }

  private void look(long now, boolean idle) {
    Set<TopicPartition> paused = consumer.paused();
    stands.keySet().retainAll(assignments.ledgers().keySet());
    boolean heard = assignments.ledgers().isEmpty();
    for (TopicPartition partition : assignments.ledgers().keySet()) {
      OptionalLong position = Positions.seen(consumer, partition);
      Stand before = stands.get(partition);
      heard |= before != null && position.isPresent() && position.getAsLong() > before.position();
      boolean excused = position.isEmpty() || (paused.contains(partition) && !idle);
      if (excused || before == null || before.position() != position.getAsLong()) {
        stands.put(partition, new Stand(position.orElse(-1), now, null));
      }
    }
    told.removeIf(partition -> !isStuck(partition, now));
    if (heard) {
      // Records come, or there is nothing left to ask about.
      notSilent();
    }
  }

  private void notSilent() {
    silentSinceNanos = null;
    troubles.over(BrokerTrouble.UNREACHABLE, Pulse.class);
  }

  /** The partitions that have not moved for a while though they could have. */
  private Set<TopicPartition> still(long now) {
    Set<TopicPartition> still = new HashSet<>(stands.keySet());
    still.removeIf(
        partition -> now - stands.get(partition).sinceNanos() < patience.pulse().toNanos());
    return still;
  }

  private void ask(Set<TopicPartition> partitions, long now) {
    try {
      consumer
          .endOffsets(partitions, ASK_LIMIT)
          .forEach(
              (partition, end) ->
                  stands.computeIfPresent(partition, (p, stand) -> stand.seen(end, now)));
      notSilent();
      partitions.stream()
          .filter(partition -> isStuck(partition, now))
          .filter(told::add)
          .forEach(
              partition ->
                  log.error("{}; the liveness check fails, a restart may help", line(partition)));
    } catch (RetriableException e) {
      silent(now);
    }
  }

  /** What the broker said before counts no more: it may have been the last that there was. */
  private void silent(long now) {
    stands.replaceAll((partition, stand) -> new Stand(stand.position(), stand.sinceNanos(), null));
    if (silentSinceNanos == null) {
      silentSinceNanos = now;
    } else if (now - silentSinceNanos >= patience.silence().toNanos()) {
      troubles.met(BrokerTrouble.UNREACHABLE, Pulse.class, Troubles.SILENT);
    }
  }

  private boolean isStuck(TopicPartition partition, long now) {
    Stand stand = stands.get(partition);
    return stand != null
        && stand.behindSinceNanos() != null
        && now - stand.behindSinceNanos() >= patience.stall().toNanos();
  }

  private String line(TopicPartition partition) {
    return partition
        + " is stuck at offset "
        + stands.get(partition).position()
        + ": the broker has records from there on, and they do not come";
  }
}
