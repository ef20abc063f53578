package dev.audioinsight.worker;

import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The options by which a worker finds its cluster, and what it may hold and promise there. */
final class KafkaOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}",
      description = "The cluster (env KAFKA_BOOTSTRAP_SERVERS; default ${DEFAULT-VALUE}).")
  String bootstrapServers;

  @Option(
      names = "--group",
      defaultValue = "${env:AUDIO_INSIGHT_GROUP:-audio-insight}",
      description = "The consumer group (env AUDIO_INSIGHT_GROUP; default ${DEFAULT-VALUE}).")
  String group;

  @Option(
      names = "--slot",
      defaultValue = "${env:AUDIO_INSIGHT_SLOT}",
      description =
          "A stable name of this process in the group, such as a pod's ordinal: a restart then ends"
              + " its predecessor's transaction at once (env AUDIO_INSIGHT_SLOT).")
  String slot;

  @Option(
      names = "--jobs-topic",
      defaultValue = "${env:AUDIO_INSIGHT_JOBS_TOPIC:-audio.jobs}",
      description = "Jobs (env AUDIO_INSIGHT_JOBS_TOPIC; default ${DEFAULT-VALUE}).")
  String jobsTopic;

  @Option(
      names = "--results-topic",
      defaultValue = "${env:AUDIO_INSIGHT_RESULTS_TOPIC:-audio.results}",
      description = "Results (env AUDIO_INSIGHT_RESULTS_TOPIC; default ${DEFAULT-VALUE}).")
  String resultsTopic;

  @Option(
      names = "--dead-letter-topic",
      defaultValue = "${env:AUDIO_INSIGHT_DEAD_LETTER_TOPIC:-audio.jobs.dlq}",
      description = "Dead letters (env AUDIO_INSIGHT_DEAD_LETTER_TOPIC; default ${DEFAULT-VALUE}).")
  String deadLetterTopic;

  @Option(
      names = "--delivery",
      defaultValue = "${env:AUDIO_INSIGHT_DELIVERY:-exactly-once}",
      converter = DeliveryConverter.class,
      paramLabel = "MODE",
      description =
          "exactly-once or at-least-once (env AUDIO_INSIGHT_DELIVERY; default ${DEFAULT-VALUE}).")
  KafkaSettings.Delivery delivery;

  @Option(
      names = "--max-in-flight-jobs",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_IN_FLIGHT_JOBS:-3000}",
      paramLabel = "N",
      description =
          "The most jobs held at once (env AUDIO_INSIGHT_MAX_IN_FLIGHT_JOBS; default"
              + " ${DEFAULT-VALUE}).")
  int maxInFlightJobs;

  @Option(
      names = "--max-in-flight-bytes",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_IN_FLIGHT_BYTES:-67108864}",
      paramLabel = "N",
      description =
          "The most payload held at once (env AUDIO_INSIGHT_MAX_IN_FLIGHT_BYTES; default"
              + " ${DEFAULT-VALUE}).")
  long maxInFlightBytes;

  @Option(
      names = "--max-attempts",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_ATTEMPTS:-3}",
      paramLabel = "N",
      description =
          "The most times that a job is begun whose failure may pass (env"
              + " AUDIO_INSIGHT_MAX_ATTEMPTS; default ${DEFAULT-VALUE}).")
  int maxAttempts;

  @Option(
      names = "--drain-seconds",
      defaultValue = "${env:AUDIO_INSIGHT_DRAIN_SECONDS:-30}",
      paramLabel = "N",
      description =
          "How long a stop waits for running jobs (env AUDIO_INSIGHT_DRAIN_SECONDS; default"
              + " ${DEFAULT-VALUE}).")
  int drainSeconds;

  @Option(
      names = "--accept-unreadable-metadata",
      description =
          "Go on where committed metadata cannot be read; jobs may then be answered twice.")
  boolean acceptUnreadableMetadata;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      defaultValue = "${env:AUDIO_INSIGHT_KAFKA_CONFIG}",
      description = "Kafka client properties, such as for TLS (env AUDIO_INSIGHT_KAFKA_CONFIG).")
  Path kafkaConfig;

  @Option(
      names = "-K",
      paramLabel = "KEY=VALUE",
      description =
          "One Kafka property; with the prefix consumer. or producer. for one of the two clients.")
  Map<String, String> kafkaProperties = new HashMap<>();

  /** The stable name of this process in the group, where it has one. */
  Optional<String> slotName() {
    return Optional.ofNullable(slot).filter(name -> !name.isBlank());
  }

  /**
   * What the options say.
   *
   * @throws UserException if they do not go together
   */
  KafkaSettings settings() {
    try {
      return new KafkaSettings(
          bootstrapServers,
          group,
          slotName(),
          jobsTopic,
          resultsTopic,
          deadLetterTopic,
          delivery,
          maxInFlightJobs,
          maxInFlightBytes,
          acceptUnreadableMetadata,
          Duration.ofSeconds(drainSeconds),
          RetryPolicy.DEFAULT.withMaxAttempts(maxAttempts),
          properties());
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage());
    }
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    if (kafkaConfig != null && !kafkaConfig.toString().isEmpty()) {
      Properties file = new Properties();
      try (Reader reader = Files.newBufferedReader(kafkaConfig)) {
        file.load(reader);
      } catch (IOException e) {
        throw new UserException("the Kafka properties " + kafkaConfig + " cannot be read");
      }
      file.stringPropertyNames().forEach(key -> properties.put(key, file.getProperty(key)));
    }
    properties.putAll(kafkaProperties);
    return properties;
  }

  /** Reads {@code exactly-once} and {@code at-least-once}. */
  static final class DeliveryConverter
      implements picocli.CommandLine.ITypeConverter<KafkaSettings.Delivery> {
    @Override
    public KafkaSettings.Delivery convert(String value) {
      return switch (value) {
        case "exactly-once" -> KafkaSettings.Delivery.EXACTLY_ONCE;
        case "at-least-once" -> KafkaSettings.Delivery.AT_LEAST_ONCE;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "'" + value + "' is neither exactly-once nor at-least-once");
      };
    }
  }
}
