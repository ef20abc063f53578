package dev.audioinsight.stack.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends jobs to one topic. */
public final class Sender implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  public Sender(String bootstrapServers, String topic) {
    this(bootstrapServers, topic, Map.of());
  }

  /**
   * @param properties of the producer, beside its defaults
   */
  public Sender(String bootstrapServers, String topic, Map<String, ?> properties) {
    this.topic = topic;
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", bootstrapServers);
    all.put("linger.ms", 5);
    this.producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends a job with its orders as metadata, to a partition of its own choice if not null. */
  public void send(String jobId, Integer partition, Map<String, ?> orders) {
    sendAll(List.of(new Order(jobId, partition, orders)));
  }

  /** Sends jobs and waits until the broker has them all. */
  public void sendAll(List<Order> jobs) {
    List<Future<?>> futures = new ArrayList<>();
    for (Order order : jobs) {
      futures.add(
          producer.send(new ProducerRecord<>(topic, order.partition(), null, order.value())));
    }
    await(futures);
  }

  /** Sends a job without orders whose audio is at this URI, to partition 0. */
  public void sendUri(String jobId, String uri) {
    String job = "{\"jobId\": \"%s\", \"audio\": {\"uri\": \"%s\"}}".formatted(jobId, uri);
    sendRaw(0, null, job.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends any bytes as a record. */
  public void sendRaw(Integer partition, byte[] key, byte[] value) {
    await(List.of(producer.send(new ProducerRecord<>(topic, partition, key, value))));
  }

  /** Sends values as they are, and waits until the broker has them all. */
  public void sendAllRaw(List<byte[]> values) {
    List<Future<?>> futures = new ArrayList<>();
    values.forEach(value -> futures.add(producer.send(new ProducerRecord<>(topic, value))));
    await(futures);
  }

  /** Sends any record, with headers, to any topic. */
  public void sendRecord(ProducerRecord<byte[], byte[]> record) {
    await(List.of(producer.send(record)));
  }

  private static void await(List<Future<?>> futures) {
    try {
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (Exception e) {
      throw new AssertionError("a job could not be sent", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  /** A job, and what the processor is to do with it. */
  public record Order(String jobId, Integer partition, Map<String, ?> orders) {
    private byte[] value() {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("jobId", jobId);
      json.putObject("audio").put("uri", "file:///not-read.wav");
      json.set("metadata", MAPPER.valueToTree(orders));
      return json.toString().getBytes(StandardCharsets.UTF_8);
    }
  }
}
