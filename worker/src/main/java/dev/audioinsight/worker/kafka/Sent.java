package dev.audioinsight.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The records of one publication as they were sent. Confined to the poll thread, but that the
 * producer's own thread notes what is refused.
 */
final class Sent {
  private final List<Future<?>> futures = new ArrayList<>();
  private final Queue<ProducerRecord<byte[], byte[]>> refused = new ConcurrentLinkedQueue<>();

  /**
   * Sends records and keeps the broker's word on each. It stops at one whose topic is not found in
   * time ({@code max.block.ms}): every other would wait as long, and the publication has failed.
   */
  void sendAll(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> all) {
    for (ProducerRecord<byte[], byte[]> record : all) {
      Future<?> future = producer.send(record, (metadata, fault) -> note(record, fault));
      futures.add(future);
      if (future.isDone() && hasTimedOut(future)) {
        return;
      }
    }
  }

  private void note(ProducerRecord<byte[], byte[]> record, Exception fault) {
    if (RecordLimits.isRefusal(fault)) {
      refused.add(record);
    }
  }

  /** Waits until the broker has all of them; throws for the first that it does not take. */
  void await() throws ExecutionException, InterruptedException {
    for (Future<?> future : futures) {
      future.get();
    }
  }

  /**
   * The records that failed for a size, in the order in which they did, as far as that is known.
   *
   * <p>The first is too large itself. In a transaction those behind it may not be: a producer fails
   * what it has not sent yet by the fault of that which it has.
   */
  List<ProducerRecord<byte[], byte[]>> refused() {
    return List.copyOf(refused);
  }

  private static boolean hasTimedOut(Future<?> done) {
    try {
      done.get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof TimeoutException;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
