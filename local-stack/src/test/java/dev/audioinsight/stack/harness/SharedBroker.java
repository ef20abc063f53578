package dev.audioinsight.stack.harness;

import dev.audioinsight.stack.EmbeddedKafka;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The broker that the tests of this JVM share, from the first that asks for it to the end of the
 * run: embedded, or in a container where the system property {@code test.broker} says so.
 */
final class SharedBroker implements BeforeAllCallback {
  /** The image of the compose file. */
  private static final String IMAGE = "apache/kafka:4.3.1";

  private static volatile String bootstrapServers;

  @Override
  public void beforeAll(ExtensionContext context) {
    Running broker =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.GLOBAL)
            .computeIfAbsent(Running.class, type -> start(), Running.class);
    bootstrapServers = broker.bootstrapServers();
  }

  static String bootstrapServers() {
    return bootstrapServers;
  }

  private static Running start() {
    String choice = System.getProperty("test.broker", "embedded");
    return switch (choice) {
      case "embedded" -> embedded();
      case "container" -> container();
      default -> throw new IllegalArgumentException("no such test.broker: " + choice);
    };
  }

  private static Running embedded() {
    EmbeddedKafka kafka = EmbeddedKafka.start();
    return new Running(kafka.bootstrapServers(), kafka);
  }

  private static Running container() {
    KafkaContainer kafka =
        new KafkaContainer(IMAGE)
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withStartupTimeout(Duration.ofMinutes(2));
    kafka.start();
    return new Running(kafka.getBootstrapServers(), kafka);
  }

  /** A broker that runs, and how it is ended; the store of the run does that. */
  private record Running(String bootstrapServers, AutoCloseable end) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      end.close();
    }
  }
}
