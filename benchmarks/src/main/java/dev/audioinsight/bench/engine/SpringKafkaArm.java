package dev.audioinsight.bench.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.support.Acknowledgment;

/**
 * spring-kafka with asynchronous acknowledgements: listeners hand records to one pool, and a record
 * is acknowledged when the broker has its result. By its documentation a consumer polls no more
 * until all it has polled is acknowledged, so there is one for each partition.
 */
final class SpringKafkaArm {
  private SpringKafkaArm() {}

  static void start(ArmSettings settings, SyntheticWork work) {
    PeerWork peer = new PeerWork(work, settings.results());
    ExecutorService pool = Executors.newFixedThreadPool(settings.pool());
    Producer<byte[], byte[]> producer = settings.producer();
    ContainerProperties properties = new ContainerProperties(settings.jobs());
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setAsyncAcks(true);
    properties.setMessageListener(
        (AcknowledgingMessageListener<byte[], byte[]>)
            (record, acknowledgment) ->
                pool.execute(() -> answer(peer, producer, record, acknowledgment)));
    ConcurrentMessageListenerContainer<byte[], byte[]> container =
        new ConcurrentMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                settings.consumerProperties(),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()),
            properties);
    container.setConcurrency(settings.partitions());
    container.start();
  }

  private static void answer(
      PeerWork peer,
      Producer<byte[], byte[]> producer,
      ConsumerRecord<byte[], byte[]> record,
      Acknowledgment acknowledgment) {
    Future<RecordMetadata> unused =
        producer.send(
            peer.answer(record),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledgment.acknowledge();
              }
            });
  }
}
