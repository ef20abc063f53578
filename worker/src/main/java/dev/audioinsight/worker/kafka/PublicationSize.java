package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How many of the answers that are ready go out at once: all, until that proves to be more than a
 * slow link or a quota of the broker lets through in the time of a transaction. Then half as much
 * is tried, or each attempt would end as the first one did; it grows again with publications that
 * are quickly confirmed. Confined to the poll thread.
 */
final class PublicationSize {
  /** Twice as much takes less than any time-out of the producer. */
  private static final Duration QUICK = Duration.ofSeconds(2);

  private final LongSupplier nanoTime;
  private long mostBytes = Long.MAX_VALUE;
  private long begunNanos;

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  PublicationSize(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Those of the answers that go out now: the first ones, and one at least. */
  List<Outgoing> next(List<Outgoing> ready) {
    begunNanos = nanoTime.getAsLong();
    if (mostBytes == Long.MAX_VALUE) {
      return ready;
    }
    List<Outgoing> next = new ArrayList<>();
    long bytes = 0;
    for (Outgoing outgoing : ready) {
      bytes += outgoing.bytes();
      if (bytes > mostBytes && !next.isEmpty()) {
        break;
      }
      next.add(outgoing);
    }
    return next;
  }

  /** These were not taken. */
  void failed(List<Outgoing> answers) {
    if (!answers.isEmpty()) {
      mostBytes = answers.stream().mapToLong(Outgoing::bytes).sum() / 2;
    }
  }

  /** What went out last was taken. */
  void confirmed() {
    if (nanoTime.getAsLong() - begunNanos < QUICK.toNanos()) {
      mostBytes = mostBytes > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : mostBytes * 2;
    }
  }
}
