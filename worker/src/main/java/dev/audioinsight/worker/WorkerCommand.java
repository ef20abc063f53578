package dev.audioinsight.worker;

import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.Observability;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audio-insight worker}: runs until it is told to stop. */
@Command(
    name = "worker",
    description = "Answers audio jobs from a Kafka cluster until it is told to stop.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 stopped by a signal and drained, 1 ended by a fault, 2 wrong usage.",
      "Example: audio-insight worker --bootstrap-servers kafka:9092 --allow-root /audio"
    })
final class WorkerCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WorkerCommand.class);

  /** How often a running worker looks whether it is to stop. */
  private static final Duration STOP_CHECK = Duration.ofMillis(200);

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
      names = "--threads",
      defaultValue = "${env:AUDIO_INSIGHT_THREADS:-0}",
      paramLabel = "N",
      description = "Inference threads; 0: one for each core (env AUDIO_INSIGHT_THREADS).")
  int threads;

  @Option(
      names = "--max-in-flight-jobs",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_IN_FLIGHT_JOBS:-500}",
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
      names = "--allow-root",
      split = ",",
      paramLabel = "DIR",
      defaultValue = "${env:AUDIO_INSIGHT_ALLOW_ROOT}",
      description =
          "A folder below which file: URIs may be read; may be repeated; none closes file: (env"
              + " AUDIO_INSIGHT_ALLOW_ROOT, separated by commas).")
  List<Path> allowRoots;

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
      names = "--http-host",
      defaultValue = "${env:AUDIO_INSIGHT_HTTP_HOST:-127.0.0.1}",
      description =
          "Where /metrics, /health and /jobs listen (env AUDIO_INSIGHT_HTTP_HOST; default"
              + " ${DEFAULT-VALUE}).")
  String httpHost;

  @Option(
      names = "--http-port",
      defaultValue = "${env:AUDIO_INSIGHT_HTTP_PORT:-8080}",
      description = "Their port; 0: any free one (env AUDIO_INSIGHT_HTTP_PORT).")
  int httpPort;

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

  @Mixin EngineOptions engine;

  @Override
  public Integer call() throws Exception {
    KafkaSettings kafka = kafkaSettings();
    StopSignal stop = StopSignal.install();
    try (Observability observability =
        Observability.start(
            new InetSocketAddress(httpHost, httpPort), Observability.DEFAULT_TURN_LIMIT)) {
      log.info("listening on http://{}:{}", httpHost, observability.port());
      observability.snapshots().publish(WorkerSnapshot.of(WorkerSnapshot.State.WARMING));
      try (InsightEngine insight = engine.load(allowRoots == null ? List.of() : allowRoots)) {
        log.info("models are warm: {}", insight.modelNames());
        return run(kafka, insight, observability, stop);
      }
    } catch (IOException e) {
      throw new UserException(
          "cannot listen on " + httpHost + ":" + httpPort + ": " + e.getMessage());
    }
  }

  private int run(
      KafkaSettings kafka, InsightEngine insight, Observability observability, StopSignal stop)
      throws InterruptedException {
    Worker worker =
        Worker.start(
            new WorkerSettings(kafka, threads(), name(), Version.current()),
            insight,
            observability.metrics(),
            observability.snapshots());
    while (!stop.isAsked() && !worker.awaitEnd(STOP_CHECK)) {
      // Runs until it is told to stop, or ends by a fault.
    }
    worker.close();
    return worker.failure() == null ? 0 : 1;
  }

  private int threads() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  /** Host and slot, or process where there is none. */
  private String name() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "localhost";
    }
    return host + "/" + slotName().orElseGet(() -> "pid-" + ProcessHandle.current().pid());
  }

  private Optional<String> slotName() {
    return Optional.ofNullable(slot).filter(name -> !name.isBlank());
  }

  private KafkaSettings kafkaSettings() {
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
