package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/** Feared: a user's property that takes away what the worker's promises rest on. */
class ClientsTest {
  private static final KafkaSettings DEFAULTS = KafkaSettings.of("127.0.0.1:9");

  @Test
  void shouldMakeNoTransactionalProducerWhereNoneIsMeant() {
    Clients clients =
        new Clients(
            settings(
                KafkaSettings.Delivery.AT_LEAST_ONCE,
                Map.of("transactional.id", "of-another-program")));

    try (Producer<byte[], byte[]> producer = clients.producer()) {
      assertThatThrownBy(producer::beginTransaction)
          .hasMessageContaining("non-transactional producer");
    }
  }

  private static KafkaSettings settings(
      KafkaSettings.Delivery delivery, Map<String, String> properties) {
    return new KafkaSettings(
        DEFAULTS.bootstrapServers(),
        DEFAULTS.group(),
        Optional.empty(),
        DEFAULTS.jobs(),
        DEFAULTS.results(),
        DEFAULTS.deadLetters(),
        delivery,
        DEFAULTS.maxInFlightJobs(),
        DEFAULTS.maxInFlightBytes(),
        false,
        DEFAULTS.drainLimit(),
        DEFAULTS.retries(),
        properties);
  }
}
