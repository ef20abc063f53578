package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * The consumer's polls, and how long they took, the rebalances that happen inside them included.
 * Confined to the poll thread.
 */
final class TimedPolls {
  private final Consumer<byte[], byte[]> consumer;
  private final LongSupplier nanoTime;
  private long nanos;

  TimedPolls(Consumer<byte[], byte[]> consumer, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.nanoTime = nanoTime;
  }

  ConsumerRecords<byte[], byte[]> poll(Duration longest) {
    long start = nanoTime.getAsLong();
    try {
      return consumer.poll(longest);
    } finally {
      nanos += nanoTime.getAsLong() - start;
    }
  }

  /** How long all polls took since this was last asked. */
  long takeNanos() {
    long taken = nanos;
    nanos = 0;
    return taken;
  }
}
