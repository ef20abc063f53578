package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the worker deals with Kafka. Immutable.
 *
 * @param bootstrapServers where the cluster is
 * @param group the consumer group: all workers that share the work
 * @param slot a stable name of this process within the group, if it has one: its restart then ends
 *     the open transaction of its predecessor at once
 * @param jobs topic of the jobs
 * @param results topic of the results
 * @param deadLetters topic of the dead letters
 * @param delivery what a crash may do
 * @param maxInFlightJobs the most jobs that hold a place; at least 2
 * @param maxInFlightBytes the most payload that they hold together
 * @param acceptUnreadableMetadata whether to go on where committed metadata cannot be read
 * @param drainLimit how long a stop waits for running jobs
 * @param retries how often a job is begun whose failure may pass
 * @param properties any Kafka property; with the prefix {@code consumer.}, {@code producer.} or
 *     {@code admin.} for one of the clients alone
 */
public record KafkaSettings(
    String bootstrapServers,
    String group,
    Optional<String> slot,
    String jobs,
    String results,
    String deadLetters,
    Delivery delivery,
    int maxInFlightJobs,
    long maxInFlightBytes,
    boolean acceptUnreadableMetadata,
    Duration drainLimit,
    RetryPolicy retries,
    Map<String, String> properties) {

  /** What a crash may do. */
  public enum Delivery {
    /** A {@code read_committed} reader sees one result for each job. */
    EXACTLY_ONCE,
    /** A result may be seen again. */
    AT_LEAST_ONCE
  }

  public KafkaSettings {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(retries, "retries");
    if (maxInFlightJobs < 2 || maxInFlightBytes < 1) {
      throw new IllegalArgumentException("at least 2 jobs and 1 byte must fit in flight");
    }
    properties = Map.copyOf(properties);
  }

  /** The settings of a worker that is told nothing but where the cluster is. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(
        bootstrapServers,
        "audio-insight",
        Optional.empty(),
        "audio.jobs",
        "audio.results",
        "audio.jobs.dlq",
        Delivery.EXACTLY_ONCE,
        3_000,
        64L * 1024 * 1024,
        false,
        Duration.ofSeconds(30),
        RetryPolicy.DEFAULT,
        Map.of());
  }

  /** The most records that one poll may return: a quarter of the places, at most 500. */
  int maxPollRecords() {
    return Math.max(1, Math.min(500, maxInFlightJobs / 4));
  }
}
