package dev.audioinsight.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** The records of one publication as they were sent. Confined to the poll thread. */
final class Sent {
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Future<?>> futures = new ArrayList<>();

  /**
   * Sends records and keeps the broker's word on each. It stops at one whose topic is not found in
   * time ({@code max.block.ms}): every other would wait as long, and the publication has failed.
   */
  void sendAll(Producer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> all) {
    for (ProducerRecord<byte[], byte[]> record : all) {
      Future<?> future = producer.send(record);
      futures.add(future);
      records.add(record);
      if (future.isDone() && failedWith(future, TimeoutException.class)) {
        return;
      }
    }
  }

  /** Waits until the broker has all of them; throws for the first that it does not take. */
  void await() throws ExecutionException, InterruptedException {
    for (Future<?> future : futures) {
      future.get();
    }
  }

  /** The records that were not taken for their size, as far as the broker has said. */
  List<ProducerRecord<byte[], byte[]>> refused() {
    List<ProducerRecord<byte[], byte[]>> refused = new ArrayList<>();
    for (int i = 0; i < futures.size(); i++) {
      if (futures.get(i).isDone() && failedWith(futures.get(i), RecordTooLargeException.class)) {
        refused.add(records.get(i));
      }
    }
    return refused;
  }

  private static boolean failedWith(Future<?> done, Class<? extends ApiException> fault) {
    try {
      done.get();
      return false;
    } catch (ExecutionException e) {
      return fault.isInstance(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
