package dev.audioinsight.bench.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka's clients alone: one thread that polls, works, sends and commits, batch by batch. The
 * ceiling where jobs are no work; it has no pool.
 */
final class PlainLoopArm {
  private static final Duration POLL = Duration.ofMillis(250);

  private PlainLoopArm() {}

  static void startPlain(ArmSettings settings, SyntheticWork work) {
    PeerWork peer = new PeerWork(work, settings.results());
    Producer<byte[], byte[]> producer = settings.producer();
    start(
        settings,
        (consumer, records) -> {
          Map<TopicPartition, Future<?>> last = new HashMap<>();
          for (ConsumerRecord<byte[], byte[]> record : records) {
            last.put(
                new TopicPartition(record.topic(), record.partition()),
                producer.send(peer.answer(record)));
          }
          producer.flush();
          for (Future<?> future : last.values()) {
            future.get();
          }
          consumer.commitSync();
        });
  }

  static void startTransactional(ArmSettings settings, SyntheticWork work) {
    PeerWork peer = new PeerWork(work, settings.results());
    Producer<byte[], byte[]> producer = settings.transactionalProducer();
    producer.initTransactions();
    start(
        settings,
        (consumer, records) -> {
          producer.beginTransaction();
          Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
          for (ConsumerRecord<byte[], byte[]> record : records) {
            // A record that fails makes the commit fail.
            Future<RecordMetadata> unused = producer.send(peer.answer(record));
            offsets.put(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1));
          }
          producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
          producer.commitTransaction();
        });
  }

  /** One turn of the loop. */
  private interface Turn {
    void work(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records)
        throws ExecutionException, InterruptedException;
  }

  private static void start(ArmSettings settings, Turn turn) {
    Thread thread = new Thread(() -> run(settings, turn), "plain-loop");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(ArmSettings settings, Turn turn) {
    try (Consumer<byte[], byte[]> consumer = settings.consumer()) {
      consumer.subscribe(List.of(settings.jobs()));
      for (; ; ) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          turn.work(consumer, records);
        }
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
