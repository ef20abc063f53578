package dev.audioinsight.bench.engine;

import dev.audioinsight.contract.Analysis;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends synthetic jobs, whose keys are their numbers. Confined to one thread. */
public final class JobTopic implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final String topic;
  private final int partitions;

  JobTopic(String bootstrapServers, String topic, int partitions) {
    this.topic = topic;
    this.partitions = partitions;
    this.producer =
        new KafkaProducer<>(
            // Of no part in what is measured: the plainest there is.
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "linger.ms",
                "0",
                "acks",
                "1",
                "enable.idempotence",
                "false"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Sends so many jobs at once, and waits until the broker has them. */
  void fill(Cell cell, int jobs) {
    for (int job = 0; job < jobs; job++) {
      send(job, orders(cell, job));
    }
    flush();
  }

  /** Sends one job that is stuck until a file is there. */
  void sendStuck(int job, Path gate) {
    send(job, "{\"gate\":\"%s\"}".formatted(gate.toString().replace('\\', '/')));
  }

  /**
   * Sends jobs at a rate, whatever becomes of them.
   *
   * @param first the number of the first
   * @return when each was to be sent, as {@link System#nanoTime}, however late it was
   */
  long[] sendAtRate(Cell cell, int first, int jobs, double jobsPerSecond) {
    long[] intended = new long[jobs];
    long start = System.nanoTime();
    for (int job = 0; job < jobs; job++) {
      intended[job] = start + (long) (job * 1e9 / jobsPerSecond);
      for (long left = intended[job] - System.nanoTime(); left > 0; ) {
        LockSupport.parkNanos(left);
        left = intended[job] - System.nanoTime();
      }
      send(first + job, orders(cell, first + job));
    }
    flush();
    return intended;
  }

  void sendOne(Cell cell, int job) {
    send(job, orders(cell, job));
  }

  /** Sends a job whose audio is a file. */
  public void sendFile(int job, Path file) {
    send(job, file.toUri().toString(), "metadata", "{}");
  }

  /** Sends a job whose audio is a file, and which asks for one analysis alone. */
  public void sendFile(int job, Path file, Analysis analysis) {
    send(job, file.toUri().toString(), "analyses", "[\"" + analysis.wireName() + "\"]");
  }

  /** Sends a job that carries its audio. */
  public void sendInline(int job, byte[] audio) {
    String data = Base64.getEncoder().encodeToString(audio);
    String id = Integer.toString(job);
    sendValue(job, "{\"jobId\":\"" + id + "\",\"audio\":{\"data\":\"" + data + "\"}}");
  }

  private static String orders(Cell cell, int job) {
    return "{\"micros\":%d,\"busy\":%b}".formatted(cell.micros(job), cell.busy());
  }

  private void send(int job, String orders) {
    send(job, "file:///not-read.wav", "metadata", orders);
  }

  private void send(int job, String uri, String field, String json) {
    String id = Integer.toString(job);
    sendValue(
        job,
        "{\"jobId\":\""
            + id
            + "\",\"audio\":{\"uri\":\""
            + uri
            + "\"},\""
            + field
            + "\":"
            + json
            + "}");
  }

  private void sendValue(int job, String json) {
    String id = Integer.toString(job);
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(
                topic,
                job % partitions,
                id.getBytes(StandardCharsets.US_ASCII),
                json.getBytes(StandardCharsets.US_ASCII)),
            (sent, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              }
            });
  }

  /**
   * Waits until the broker has all that was sent.
   *
   * @throws IllegalStateException if it did not take a job
   */
  public void flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("a job was not taken", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
