package dev.audioinsight.bench.engine;

import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.kafka.KafkaSettings.Delivery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What an arm works on, and the clients of those that make none themselves. Immutable.
 *
 * @param pool how many jobs it may work on at once
 * @param partitions of the jobs topic
 */
public record ArmSettings(
    String bootstrapServers,
    String jobs,
    String results,
    String deadLetters,
    String group,
    int pool,
    int partitions) {

  /** So that the partitions of a process that was killed are soon another's, for every arm. */
  public static final Map<String, String> SESSION =
      Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "2000");

  public List<String> toArguments() {
    return List.of(
        bootstrapServers,
        jobs,
        results,
        deadLetters,
        group,
        Integer.toString(pool),
        Integer.toString(partitions));
  }

  public static ArmSettings of(List<String> arguments) {
    return new ArmSettings(
        arguments.get(0),
        arguments.get(1),
        arguments.get(2),
        arguments.get(3),
        arguments.get(4),
        Integer.parseInt(arguments.get(5)),
        Integer.parseInt(arguments.get(6)));
  }

  /** Those of the worker as it is shipped, but for the topics, the group and the session. */
  public KafkaSettings worker(Delivery delivery) {
    return worker(delivery, Map.of());
  }

  /** As the other, with more of Kafka's properties. */
  public KafkaSettings worker(Delivery delivery, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(SESSION);
    properties.putAll(more);
    KafkaSettings shipped = KafkaSettings.of(bootstrapServers);
    return new KafkaSettings(
        bootstrapServers,
        group,
        Optional.of("0"),
        jobs,
        results,
        deadLetters,
        delivery,
        shipped.maxInFlightJobs(),
        shipped.maxInFlightBytes(),
        shipped.acceptUnreadableMetadata(),
        shipped.drainLimit(),
        shipped.retries(),
        properties);
  }

  Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Of a consumer that commits by itself. */
  public Map<String, Object> consumerProperties() {
    Map<String, Object> properties = new HashMap<>(SESSION);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    return properties;
  }

  public Producer<byte[], byte[]> producer() {
    return producer(producerProperties());
  }

  /** With an id of its own that its restart takes again. */
  Producer<byte[], byte[]> transactionalProducer() {
    Map<String, Object> properties = producerProperties();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-0");
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
    return producer(properties);
  }

  private static Producer<byte[], byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** No lingering, and the worker's own back-off, which matters to transactions. */
  private Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
    properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 50);
    return properties;
  }
}
