package dev.audioinsight.worker.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
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
 * Makes consumers and producers with the settings that the worker's promises rest on. A user's
 * property replaces a default; those without which a promise would break cannot be replaced.
 * Thread-safe.
 */
final class Clients {
  private static final int MEGABYTE = 1024 * 1024;
  private static final List<String> PREFIXES = List.of("consumer.", "producer.", "admin.");

  private final KafkaSettings settings;
  private final String transactionalId;

  Clients(KafkaSettings settings) {
    this.settings = settings;
    this.transactionalId =
        settings.group() + "-" + settings.slot().orElseGet(() -> UUID.randomUUID().toString());
  }

  Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Producer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** For questions that a consumer and a producer cannot put; each takes a few seconds at most. */
  Admin admin() {
    Map<String, Object> properties = new HashMap<>(own("admin."));
    properties.keySet().retainAll(AdminClientConfig.configNames());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 8_000);
    return Admin.create(properties);
  }

  /** The largest record that the producer sends. */
  int maxRequestSize() {
    return Integer.parseInt(
        String.valueOf(
            producerProperties().getOrDefault(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MEGABYTE)));
  }

  String transactionalId() {
    return transactionalId;
  }

  /** How long the coordinator lets a transaction be open. */
  Duration transactionTimeout() {
    return Duration.ofMillis(
        Long.parseLong(
            String.valueOf(producerProperties().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG))));
  }

  Map<String, Object> consumerProperties() {
    Map<String, Object> properties = new HashMap<>();
    // Fetched data of paused partitions stays in the heap, outside the worker's own budget.
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * MEGABYTE);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MEGABYTE);
    // For so long a fetch without records holds back what else is asked on its connection.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    // A topic that was deleted and is there again is found within that time.
    properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.putAll(own("consumer."));

    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxPollRecords());
    if (isConsumerProtocol(properties)) {
      // KIP-848: the broker decides these, and the client refuses them.
      properties.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
      properties.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
      properties.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
    }
    return properties;
  }

  Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>();
    // Back-to-back transactions wait for the coordinator's last write: ask again soon.
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
    properties.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 50);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 6_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 9_000);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
    properties.putAll(own("producer."));

    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    if (settings.delivery() == KafkaSettings.Delivery.EXACTLY_ONCE) {
      properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    } else {
      properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
      properties.remove(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    }
    return properties;
  }

  /** The user's properties for one of the clients; those for it alone win. */
  private Map<String, String> own(String prefix) {
    Map<String, String> own = new HashMap<>();
    settings
        .properties()
        .forEach(
            (name, value) -> {
              if (PREFIXES.stream().noneMatch(name::startsWith)) {
                own.put(name, value);
              }
            });
    settings
        .properties()
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
              }
            });
    return own;
  }

  private static boolean isConsumerProtocol(Map<String, Object> properties) {
    Object protocol = properties.getOrDefault(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    return protocol.toString().toLowerCase(Locale.ROOT).equals("consumer");
  }
}
