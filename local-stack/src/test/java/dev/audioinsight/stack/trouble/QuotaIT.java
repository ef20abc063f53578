package dev.audioinsight.stack.trouble;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;

/** Feared: answers that together take longer than a transaction may are published never. */
class QuotaIT extends KafkaIT {

  @Test
  void shouldPublishInPartsWhatIsNotTakenAtOnce() throws Exception {
    // Given a broker that takes 100 kB a second from a worker of little patience
    String client = topics.group();
    admin()
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, client)),
                    List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 100_000.0)))))
        .all()
        .get(30, TimeUnit.SECONDS);

    // When jobs fail whose results and dead letters together take longer than that
    List<String> ids = IntStream.range(0, 12).mapToObj(i -> "job-" + i).toList();
    for (String id : ids) {
      sender.send(id, 0, Map.of("fail", "INTERNAL", "what", "x".repeat(100_000)));
    }
    worker(
        new ObedientProcessor(),
        Map.of(
            "producer.client.id", client,
            "producer.request.timeout.ms", "2000",
            "producer.delivery.timeout.ms", "3000",
            "producer.max.block.ms", "3000"));

    reader.assertEachAnsweredOnce(ids, LIMIT.multipliedBy(2));
  }
}
