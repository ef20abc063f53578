package dev.audioinsight.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of every command that talks to a cluster. Confined to one thread. */
public final class ConnectionOptions {
  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}",
      description =
          "The cluster (env KAFKA_BOOTSTRAP_SERVERS; default: bootstrap.servers of --kafka-config"
              + " or -K, else localhost:9092).")
  String bootstrapServers;

  @Option(
      names = "--results-topic",
      defaultValue = "${env:AUDIO_INSIGHT_RESULTS_TOPIC:-audio.results}",
      description = "Results (env AUDIO_INSIGHT_RESULTS_TOPIC; default ${DEFAULT-VALUE}).")
  String resultsTopic;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      defaultValue = "${env:AUDIO_INSIGHT_KAFKA_CONFIG}",
      description = "Kafka client properties, such as for TLS (env AUDIO_INSIGHT_KAFKA_CONFIG).")
  Path kafkaConfig;

  @Option(names = "-K", paramLabel = "KEY=VALUE", description = "One Kafka property.")
  Map<String, String> properties = new HashMap<>();

  public Connection connection() {
    return Connection.of(bootstrapServers, kafkaConfig, properties);
  }

  public String resultsTopic() {
    return resultsTopic;
  }
}
