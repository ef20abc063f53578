package dev.audioinsight.worker.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large a record may be, by topic: what the producer sends ({@code max.request.size}), what the
 * topic takes ({@code max.message.bytes} and {@code segment.bytes}, read once at the start where
 * that is allowed), and what the broker was seen to refuse since.
 *
 * <p>Sizes are upper bounds, before any compression by the producer. Confined to the poll thread.
 */
final class RecordLimits {
  private static final Logger log = LoggerFactory.getLogger(RecordLimits.class);
  private static final long ASK_LIMIT_SECONDS = 8;

  /** What the smallest form of a result or a dead letter may need. */
  static final int MIN_BYTES = 8_192;

  /** Header of a batch (61) and of a record in it (21), lengths of key and value, header count. */
  private static final int FRAME_BYTES = 61 + 21 + 15;

  /** Lengths of a header's name and value. */
  private static final int HEADER_FRAME_BYTES = 10;

  private final int maxRequestSize;
  private final Map<String, Integer> byTopic = new HashMap<>();

  /**
   * @param maxRequestSize {@code max.request.size} of the producer
   */
  RecordLimits(int maxRequestSize) {
    this.maxRequestSize = maxRequestSize;
    if (maxRequestSize < MIN_BYTES) {
      throw new IllegalArgumentException(
          "max.request.size must be at least " + MIN_BYTES + ", not " + maxRequestSize);
    }
  }

  /**
   * Asks the broker what the topics take; where it does not tell, only {@code max.request.size}
   * counts, and what it refuses later.
   *
   * @throws TimeoutException if the broker does not answer
   * @throws FatalWorkerException if a topic takes less than any answer needs
   */
  void read(Supplier<Admin> admins, Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    try (Admin admin = admins.get()) {
      admin.describeConfigs(resources).values().forEach(this::read);
    }
    log.info("records take at most {} bytes, by topic: {}", maxRequestSize, byTopic);
  }

  private void read(ConfigResource topic, Future<Config> config) {
    try {
      known(topic.name(), config.get(ASK_LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException("max.message.bytes of " + topic.name() + " was asked for in vain");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException timeout) {
        throw timeout;
      }
      log.warn(
          "max.message.bytes of {} is not told, {} bytes are taken for the limit: {}",
          topic.name(),
          maxRequestSize,
          e.getCause().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Not every broker that speaks this protocol has both. */
  private void known(String topic, Config config) {
    for (String name :
        List.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, TopicConfig.SEGMENT_BYTES_CONFIG)) {
      Optional.ofNullable(config.get(name))
          .map(ConfigEntry::value)
          .ifPresent(bytes -> known(topic, name, Long.parseLong(bytes)));
    }
  }

  private void known(String topic, String name, long bytes) {
    if (bytes < MIN_BYTES) {
      throw new FatalWorkerException(
          name + " of " + topic + " must be at least " + MIN_BYTES + ", not " + bytes);
    }
    byTopic.merge(topic, (int) Math.min(Integer.MAX_VALUE, bytes), Math::min);
  }

  /** The most bytes that a record of the topic may have. */
  int of(String topic) {
    return Math.min(maxRequestSize, byTopic.getOrDefault(topic, Integer.MAX_VALUE));
  }

  boolean takes(ProducerRecord<byte[], byte[]> record) {
    return sizeOf(record) <= of(record.topic());
  }

  /** Whether a record failed for its size, be it over the limit of its topic or of a segment. */
  static boolean isRefusal(Exception fault) {
    return fault instanceof RecordTooLargeException
        || fault instanceof RecordBatchTooLargeException;
  }

  /** The broker has refused the record for its size: none as large is sent to its topic again. */
  void refused(ProducerRecord<byte[], byte[]> record) {
    byTopic.merge(record.topic(), sizeOf(record) - 1, Math::min);
  }

  /** The most bytes that the record takes in a batch of its own. */
  static int sizeOf(ProducerRecord<byte[], byte[]> record) {
    long size = (long) FRAME_BYTES + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      size += HEADER_FRAME_BYTES + length(header.value());
      size += header.key().getBytes(StandardCharsets.UTF_8).length;
    }
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
