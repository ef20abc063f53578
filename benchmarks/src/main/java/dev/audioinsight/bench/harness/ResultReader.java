package dev.audioinsight.bench.harness;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads results as a {@code read_committed} reader does, on a thread of its own, and notes when the
 * result of each job was first seen. Keys are the jobs' numbers. Thread-safe.
 */
public final class ResultReader implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final AtomicLongArray firstSeenNanos;
  private final Thread thread;
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger duplicates = new AtomicInteger();
  private volatile int awaited = Integer.MAX_VALUE;
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean closing;

  /**
   * @param jobs how many there will be
   */
  public ResultReader(String bootstrapServers, String topic, int jobs) {
    this.firstSeenNanos = new AtomicLongArray(jobs);
    this.consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.thread = new Thread(this::readAll, "result-reader");
    thread.start();
  }

  /** How many jobs have a result. */
  public int seen() {
    return seen.get();
  }

  /**
   * How many jobs had a result at a moment. Immutable.
   *
   * @param nanos when the last of them was seen, as {@link System#nanoTime}
   */
  public record Reading(int seen, long nanos) {
    /**
     * Jobs a second from another reading to this one: from one result to another, for results that
     * come in by hundreds would make a window longer or shorter than what it counts.
     */
    public double jobsPerSecondSince(Reading first) {
      return seen == first.seen ? 0 : (seen - first.seen) / ((nanos - first.nanos) / 1e9);
    }
  }

  /** What has been seen until now. */
  public Reading read() {
    return new Reading(seen.get(), lastNanos);
  }

  /** How many results there were beside the first of each job. */
  public int duplicates() {
    return duplicates.get();
  }

  /** When the first result of a job was seen, as {@link System#nanoTime}; 0 if it was not. */
  public long firstSeenNanos(int job) {
    return firstSeenNanos.get(job);
  }

  /** The jobs that have a result. */
  public BitSet answered() {
    BitSet answered = new BitSet();
    for (int i = 0; i < firstSeenNanos.length(); i++) {
      answered.set(i, firstSeenNanos.get(i) != 0);
    }
    return answered;
  }

  /**
   * Waits for results; by one thread at a time, which costs the cores nothing meanwhile.
   *
   * @return whether so many jobs have one before the time is over
   */
  public synchronized boolean awaitSeen(int count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    awaited = count;
    for (long left = limit.toNanos();
        seen.get() < count && left > 0;
        left = deadline - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    awaited = Integer.MAX_VALUE;
    return seen.get() >= count;
  }

  /** Waits until no result has come for some time. */
  public void awaitQuiet(Duration quiet) throws InterruptedException {
    long since = System.nanoTime();
    while (System.nanoTime() - Math.max(since, lastNanos) < quiet.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void readAll() {
    try {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          note(record);
        }
      }
    } catch (WakeupException e) {
      // Closing.
    } finally {
      consumer.close();
    }
  }

  private void note(ConsumerRecord<byte[], byte[]> record) {
    int job = Integer.parseInt(new String(record.key(), StandardCharsets.US_ASCII));
    long now = System.nanoTime();
    lastNanos = now;
    if (firstSeenNanos.get(job) == 0) {
      firstSeenNanos.set(job, now);
      if (seen.incrementAndGet() >= awaited) {
        wake();
      }
    } else {
      duplicates.incrementAndGet();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
