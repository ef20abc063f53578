package dev.audioinsight.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A cluster and how to talk to it. Immutable.
 *
 * @param bootstrapServers where it is
 * @param properties any Kafka property, such as for TLS
 */
public record Connection(String bootstrapServers, Map<String, String> properties) {
  private static final Duration LIMIT = Duration.ofSeconds(8);

  public Connection {
    properties = Map.copyOf(properties);
  }

  /** Reads properties from a file, which the given ones override. */
  static Connection of(String bootstrapServers, Path file, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>();
    if (file != null && !file.toString().isEmpty()) {
      Properties read = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        read.load(reader);
      } catch (IOException e) {
        throw new CliException(
            CliException.USAGE, "the Kafka properties " + file + " cannot be read");
      }
      read.stringPropertyNames().forEach(key -> all.put(key, read.getProperty(key)));
    }
    all.putAll(properties);
    return new Connection(bootstrapServers, all);
  }

  /** The properties of a client, with these on top. */
  Map<String, Object> with(Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(properties);
    all.putAll(own);
    all.put("bootstrap.servers", bootstrapServers);
    return all;
  }

  /**
   * Checks that the cluster answers and has the topics.
   *
   * @throws CliException with one line if not
   */
  public void require(String... topics) {
    Map<String, Object> limits =
        Map.of("request.timeout.ms", 4_000, "default.api.timeout.ms", (int) LIMIT.toMillis());
    try (Admin admin = Admin.create(with(limits))) {
      admin
          .describeTopics(List.of(topics))
          .allTopicNames()
          .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new CliException(
            CliException.UNREACHABLE,
            "the cluster at "
                + bootstrapServers
                + " lacks one of the topics "
                + String.join(", ", topics));
      }
      throw unreachable(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    } catch (java.util.concurrent.TimeoutException | org.apache.kafka.common.KafkaException e) {
      throw unreachable(e);
    }
  }

  private CliException unreachable(Throwable cause) {
    Throwable root = cause.getCause() == null ? cause : cause.getCause();
    return new CliException(
        CliException.UNREACHABLE,
        "no Kafka cluster answers at " + bootstrapServers + " (" + root.getMessage() + ")");
  }
}
