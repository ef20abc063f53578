package dev.audioinsight.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
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
   * @return those that are too large for their topic; where there are any, nothing was done
   * @throws CliException if another replay of the group has begun
   */
  List<Replay.Move> move(
      List<Replay.Move> moves,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata member) {
    List<Future<?>> futures = new ArrayList<>();
    try {
      producer.beginTransaction();
      moves.forEach(move -> futures.add(producer.send(move.job())));
      producer.sendOffsetsToTransaction(offsets, member);
      producer.commitTransaction();
      return List.of();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new CliException(
          CliException.UNREACHABLE,
          "another replay of the group " + group + " has begun; this one has ended");
    } catch (KafkaException e) {
      List<Replay.Move> tooLarge = tooLarge(moves, futures);
      if (tooLarge.isEmpty()) {
        throw e;
      }
      producer.abortTransaction();
      return tooLarge;
    }
  }

  private static List<Replay.Move> tooLarge(List<Replay.Move> moves, List<Future<?>> futures) {
    List<Replay.Move> tooLarge = new ArrayList<>();
    for (int i = 0; i < futures.size(); i++) {
      if (futures.get(i).isDone() && isTooLarge(futures.get(i))) {
        tooLarge.add(moves.get(i));
      }
    }
    return tooLarge;
  }

  private static boolean isTooLarge(Future<?> done) {
    try {
      done.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof RecordTooLargeException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is not committed is aborted; an outcome that was never heard of is settled next time. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
