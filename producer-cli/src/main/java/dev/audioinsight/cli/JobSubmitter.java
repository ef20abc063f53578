package dev.audioinsight.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends jobs to the jobs topic. Thread-safe. */
public final class JobSubmitter implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final long maxRequestSize;

  public JobSubmitter(Connection connection, String topic) {
    this.topic = topic;
    this.maxRequestSize = connection.maxRequestSize();
    this.producer =
        new KafkaProducer<>(
            connection.with(
                Map.of("acks", "all", "enable.idempotence", true, "max.block.ms", 10_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Checks, before anything is read or sent, that a job fits into a record.
   *
   * @throws CliException if not
   */
  public void requireFits(JobRequest request) {
    if (JobTemplate.carried(request.carriage(), request.audioBytes()) > maxRequestSize) {
      throw tooLarge(request.name());
    }
  }

  private static CliException tooLarge(String name) {
    return new CliException(
        CliException.USAGE,
        name
            + " is too large to travel inside a record (-K max.request.size=… and the topic's"
            + " max.message.bytes); send it without --inline or --raw");
  }

  /** Sends a job; what comes back is the word of the broker that it has the record. */
  public Sent send(JobRequest request) {
    try {
      return new Sent(request, producer.send(request.record(topic)));
    } catch (KafkaException e) {
      throw new CliException(
          CliException.UNREACHABLE, request.name() + " was not sent: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }

  /** A job on its way. */
  public record Sent(JobRequest request, Future<RecordMetadata> future) {

    boolean isDone() {
      return future.isDone();
    }

    /**
     * Waits until the broker has the record, and says where.
     *
     * @throws CliException if it does not take it
     */
    public RecordMetadata confirm() {
      try {
        RecordMetadata taken = future.get();
        if (taken == null) {
          throw new CliException(CliException.UNREACHABLE, request.name() + " was not sent");
        }
        return taken;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          throw tooLarge(request.name());
        }
        throw new CliException(
            CliException.UNREACHABLE,
            request.name() + " was not sent: " + e.getCause().getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(CliException.UNREACHABLE, "interrupted");
      }
    }
  }
}
