package dev.audioinsight.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks after each turn whether the loop not only turns but progresses; what it finds makes the
 * liveness check fail. Confined to the poll thread.
 */
final class Watch {
  /** Turns of a busy worker last a few milliseconds; nothing that is looked for is that quick. */
  private static final long LOOK_EVERY_NANOS = 250_000_000L;

  private final Consumer<byte[], byte[]> consumer;
  private final Tickets tickets;
  private final Retries retries;
  private final Publishing publishing;
  private final HungJobs hungJobs;
  private final Pulse pulse;
  private final LongSupplier nanoTime;
  private long lookedNanos;

  Watch(
      Consumer<byte[], byte[]> consumer,
      Assignments assignments,
      Tickets tickets,
      Retries retries,
      Publishing publishing,
      Troubles troubles,
      Patience patience,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.tickets = tickets;
    this.retries = retries;
    this.publishing = publishing;
    this.nanoTime = nanoTime;
    this.lookedNanos = nanoTime.getAsLong() - LOOK_EVERY_NANOS;
    this.hungJobs = new HungJobs(tickets, patience.hungJob(), nanoTime);
    this.pulse = new Pulse(consumer, assignments, troubles, patience, nanoTime);
  }

  /**
   * Looks where it is time. While a publication is underway the publisher knows better whether the
   * broker is there.
   *
   * @param topicsThere whether no topic is missing; without one nothing can be expected
   */
  void step(boolean topicsThere) {
    long now = nanoTime.getAsLong();
    if (now - lookedNanos < LOOK_EVERY_NANOS) {
      return;
    }
    lookedNanos = now;
    hungJobs.step();
    if (topicsThere && publishing.isHealthy() && consumer.groupMetadata().generationId() >= 0) {
      pulse.step(tickets.isEmpty() && retries.isEmpty() && publishing.isIdle());
    }
  }

  /** Whether a job of this partition hangs: then its mark tells the next owner of a death. */
  boolean isHung(TopicPartition partition) {
    return hungJobs.isIn(partition);
  }

  /** What has come to a standstill that only a restart ends, a line each. */
  List<String> standstills() {
    List<String> lines = new ArrayList<>(hungJobs.lines());
    lines.addAll(pulse.lines());
    return lines;
  }
}
