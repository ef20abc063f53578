package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a broker for development that forgets what it was told to keep. */
class EmbeddedKafkaIT {
  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  @TempDir Path folder;

  @Test
  void shouldKeepRecordsAndClusterIdInItsFolder() throws Exception {
    String id;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(0, folder, Map.of())) {
      kafka.createTopics(1, PARTITION.topic());
      produce(kafka, "first");
      id = clusterId(kafka);
    }

    // When another broker takes over the folder, on another port
    try (EmbeddedKafka kafka = EmbeddedKafka.start(0, folder, Map.of())) {
      kafka.createTopics(1, PARTITION.topic());
      produce(kafka, "second");

      assertThat(consumed(kafka, 2)).containsExactly("first", "second");
      assertThat(clusterId(kafka)).isEqualTo(id);
    }
  }

  @Test
  void shouldRefuseAPortThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedKafka.start(taken.getLocalPort(), folder, Map.of()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " is not free");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRememberGroupsForLongerThanRecords() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(0, folder, Map.of());
        Admin admin = Admin.create(properties(kafka))) {
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
      Config config = admin.describeConfigs(List.of(broker)).all().get().get(broker);

      // A segment is closed after the time of retention, and goes when its last record is as old
      assertThat(Duration.ofMinutes(number(config, "offsets.retention.minutes")))
          .isGreaterThan(Duration.ofHours(2 * number(config, "log.retention.hours")));
    }
  }

  private static long number(Config config, String name) {
    return Long.parseLong(config.get(name).value());
  }

  private static void produce(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties(kafka), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, value)).get();
    }
  }

  private static List<String> consumed(EmbeddedKafka kafka, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            properties(kafka), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (values.size() < count && System.nanoTime() - deadline < 0) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  private static String clusterId(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(properties(kafka))) {
      return admin.describeCluster().clusterId().get();
    }
  }

  private static Map<String, Object> properties(EmbeddedKafka kafka) {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
