package dev.audioinsight.stack.harness;

import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics and the group of one test, so that tests share a broker and nothing else. */
public record Topics(String jobs, String results, String deadLetters, String group) {

  /** Fresh names, which begin with the given one. */
  public static Topics fresh(String name) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    return new Topics(unique + ".jobs", unique + ".results", unique + ".dlq", unique + ".group");
  }

  /**
   * Makes the topics, on a broker in another process.
   *
   * @param jobsPartitions of the jobs topic
   * @param otherPartitions of each of the two others
   */
  public void create(String bootstrapServers, int jobsPartitions, int otherPartitions)
      throws Exception {
    List<NewTopic> all =
        List.of(
            new NewTopic(jobs, jobsPartitions, (short) 1),
            new NewTopic(results, otherPartitions, (short) 1),
            new NewTopic(deadLetters, otherPartitions, (short) 1));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(all).all().get(60, TimeUnit.SECONDS);
    }
  }

  /** Settings of a worker on these topics. */
  public KafkaSettings settings(String bootstrapServers, Map<String, String> properties) {
    return settings(bootstrapServers, 200, KafkaSettings.Delivery.EXACTLY_ONCE, properties);
  }

  /** As the others, of a worker in a slot. */
  public KafkaSettings settings(String bootstrapServers, Optional<String> slot) {
    return settings(
        bootstrapServers,
        slot,
        200,
        KafkaSettings.Delivery.EXACTLY_ONCE,
        RetryPolicy.DEFAULT,
        Map.of());
  }

  /** As the others, with another patience. */
  public KafkaSettings settings(String bootstrapServers, RetryPolicy retries) {
    return settings(bootstrapServers, 200, KafkaSettings.Delivery.EXACTLY_ONCE, retries, Map.of());
  }

  public KafkaSettings settings(
      String bootstrapServers,
      int maxInFlightJobs,
      KafkaSettings.Delivery delivery,
      Map<String, String> properties) {
    return settings(bootstrapServers, maxInFlightJobs, delivery, RetryPolicy.DEFAULT, properties);
  }

  private KafkaSettings settings(
      String bootstrapServers,
      int maxInFlightJobs,
      KafkaSettings.Delivery delivery,
      RetryPolicy retries,
      Map<String, String> properties) {
    return settings(
        bootstrapServers, Optional.empty(), maxInFlightJobs, delivery, retries, properties);
  }

  KafkaSettings settings(
      String bootstrapServers,
      Optional<String> slot,
      int maxInFlightJobs,
      KafkaSettings.Delivery delivery,
      RetryPolicy retries,
      Map<String, String> properties) {
    return new KafkaSettings(
        bootstrapServers,
        group,
        slot,
        jobs,
        results,
        deadLetters,
        delivery,
        maxInFlightJobs,
        16L * 1024 * 1024,
        false,
        Duration.ofSeconds(10),
        retries,
        properties);
  }

  /** The command line of a real worker on these topics, which reads recordings below a folder. */
  public List<String> workerArguments(String bootstrapServers, Path recordings) {
    return List.of(
        "worker",
        "--bootstrap-servers",
        bootstrapServers,
        "--group",
        group,
        "--jobs-topic",
        jobs,
        "--results-topic",
        results,
        "--dead-letter-topic",
        deadLetters,
        "--allow-root",
        recordings.toString(),
        "--models",
        Path.of("..", "models").toString(),
        "--http-port",
        "0");
  }
}
