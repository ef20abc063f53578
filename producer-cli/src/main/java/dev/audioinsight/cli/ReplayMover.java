package dev.audioinsight.cli;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends dead letters back, each batch in one transaction with the offsets that mark it as replayed.
 *
 * <p>All replays of a group share one transactional id: a second one ends the first at once, so
 * that no letter is moved by both. Confined to one thread.
 */
final class ReplayMover implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final String group;

  /** Ready to move once this returns: what an earlier run left open is settled. */
  ReplayMover(Connection connection, String group) {
    this.group = group;
    this.producer =
        new KafkaProducer<>(
            connection.with(
                Map.of(
                    "acks", "all",
                    "enable.idempotence", true,
                    "transactional.id", group + "-moves",
                    "transaction.timeout.ms", 30_000,
                    "delivery.timeout.ms", 25_000,
                    "request.timeout.ms", 10_000,
                    "linger.ms", 0,
                    "max.block.ms", 20_000)),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Moves letters and commits with them, all or nothing.
   *
   * @return false if any of them is too large for its topic, and nothing was done. Which one, the
   *     producer does not tell: it fails those that wait behind it by the same exception.
   * @throws CliException if another replay of the group has begun
   */
  boolean move(
      List<Replay.Move> moves,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata member) {
    try {
      producer.beginTransaction();
      // A record that fails makes the commit fail: nobody needs to wait for its future.
      for (Replay.Move move : moves) {
        Future<?> unused = producer.send(move.job());
      }
      producer.sendOffsetsToTransaction(offsets, member);
      producer.commitTransaction();
      return true;
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new CliException(
          CliException.UNREACHABLE,
          "another replay of the group " + group + " has begun; this one has ended");
    } catch (KafkaException e) {
      if (!isTooLarge(e)) {
        throw e;
      }
      producer.abortTransaction();
      return false;
    }
  }

  private static boolean isTooLarge(Throwable e) {
    return e instanceof RecordTooLargeException
        || e instanceof RecordBatchTooLargeException
        || (e.getCause() != null && isTooLarge(e.getCause()));
  }

  /** What is not committed is aborted; an outcome that was never heard of is settled next time. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
