package dev.audioinsight.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A cluster and how to talk to it. Immutable.
 *
 * @param bootstrapServers where it is
 * @param properties any Kafka property, such as for TLS
 */
public record Connection(String bootstrapServers, Map<String, String> properties) {
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final String DEFAULT_SERVERS = "localhost:9092";

  /** That of Kafka's producer. */
  private static final String DEFAULT_MAX_REQUEST_SIZE = "1048576";

  public Connection {
    properties = Map.copyOf(properties);
  }

  /**
   * Reads properties from a file, which the given ones override.
   *
   * @param bootstrapServers null or blank: as the properties say, else on this machine
   * @param file null or empty for none
   */
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
    return new Connection(
        bootstrapServers == null || bootstrapServers.isBlank()
            ? all.getOrDefault("bootstrap.servers", DEFAULT_SERVERS)
            : bootstrapServers,
        all);
  }

  /** The properties of a client, with these on top. */
  public Map<String, Object> with(Map<String, Object> own) {
    Map<String, Object> all = new HashMap<>(properties);
    all.putAll(own);
    all.put("bootstrap.servers", bootstrapServers);
    return all;
  }

  /** The most bytes that the producer puts into one request. */
  long maxRequestSize() {
    String size = properties.getOrDefault("max.request.size", DEFAULT_MAX_REQUEST_SIZE);
    try {
      return Long.parseLong(size.strip());
    } catch (NumberFormatException e) {
      throw new CliException(CliException.USAGE, "max.request.size is not a number: " + size);
    }
  }

  /**
   * Checks that the cluster answers and has the topics.
   *
   * @throws CliException with one line if not
   */
  public void require(String... topics) {
    List<String> missing = ask(admin -> missing(admin, List.of(topics)));
    if (!missing.isEmpty()) {
      throw new CliException(
          CliException.UNREACHABLE,
          "the cluster at "
              + bootstrapServers
              + " has no topic "
              + String.join(", ", missing)
              + "; make it first");
    }
  }

  /** Whether the cluster has a topic of this name. */
  boolean has(String topic) {
    return ask(admin -> missing(admin, List.of(topic))).isEmpty();
  }

  private Admin admin() {
    try {
      return Admin.create(
          with(
              Map.of(
                  "request.timeout.ms", 4_000, "default.api.timeout.ms", (int) LIMIT.toMillis())));
    } catch (KafkaException e) {
      throw new CliException(
          CliException.USAGE,
          "no connection to " + bootstrapServers + " can be set up: " + root(e).getMessage());
    }
  }

  /**
   * Asks an administrator.
   *
   * @throws CliException if the cluster does not answer
   */
  public <T> T ask(Question<T> question) {
    try (Admin admin = admin()) {
      return question.ask(admin);
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  /** What is asked of an administrator, answers awaited. */
  public interface Question<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
  }

  private static List<String> missing(Admin admin, List<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> missing = new ArrayList<>();
    for (var topic : admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        topic.getValue().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException
            || e.getCause() instanceof InvalidTopicException)) {
          throw e;
        }
        missing.add(topic.getKey());
      }
    }
    return missing;
  }

  /** What a user is told where the cluster does not do as it is asked. */
  public CliException unreachable(Throwable cause) {
    return new CliException(
        CliException.UNREACHABLE,
        cause instanceof AuthenticationException || cause instanceof AuthorizationException
            ? "the cluster at " + bootstrapServers + " refuses: " + cause.getMessage()
            : "no Kafka cluster answers at " + bootstrapServers + " (" + why(root(cause)) + ")");
  }

  /** Java's own time-out has no words. */
  private static String why(Throwable e) {
    return e.getMessage() == null ? "no answer in time" : e.getMessage();
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }
}
