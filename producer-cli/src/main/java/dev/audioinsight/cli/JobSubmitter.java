package dev.audioinsight.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * Checks, before anything is read or sent, that a file fits into a record that carries it.
   *
   * @throws CliException if not
   */
  public void requireFits(Path file, JobTemplate template) {
    try {
      if (template.carried(Files.size(file)) > maxRequestSize) {
        throw tooLarge(file);
      }
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, file + " cannot be read");
    }
  }

  private static CliException tooLarge(Path file) {
    return new CliException(
        CliException.USAGE,
        file
            + " is too large to travel inside a record (-K max.request.size=… and the topic's"
            + " max.message.bytes); send it without --inline or --raw");
  }

  /**
   * Sends a job for a file.
   *
   * @return the job's id, and the word of the broker that it has the record
   */
  public Sent send(Path file, JobTemplate template) {
    JobTemplate.Outgoing job = template.outgoing(topic, file);
    try {
      return new Sent(job.jobId(), file, producer.send(job.record()));
    } catch (KafkaException e) {
      throw new CliException(CliException.UNREACHABLE, file + " was not sent: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(10));
  }

  /** A job on its way. */
  public record Sent(String jobId, Path file, Future<RecordMetadata> future) {

    /**
     * Waits until the broker has the record.
     *
     * @throws CliException if it does not take it
     */
    public void confirm() {
      try {
        RecordMetadata taken = future.get();
        if (taken == null) {
          throw new CliException(CliException.UNREACHABLE, file + " was not sent");
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RecordTooLargeException) {
          throw tooLarge(file);
        }
        throw new CliException(
            CliException.UNREACHABLE, file + " was not sent: " + e.getCause().getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(CliException.UNREACHABLE, "interrupted");
      }
    }
  }
}
