package dev.audioinsight.worker.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** The records of one publication as they were sent. Confined to the poll thread. */
final class Sent {
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Future<?>> futures = new ArrayList<>();

  /** Sends a record and keeps the broker's word on it. */
  void send(Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    futures.add(producer.send(record));
    records.add(record);
  }

  /** Ends the sending if the last record found no broker that is known to lead its partition. */
  void throwIfSilent() {
    Future<?> last = futures.get(futures.size() - 1);
    if (last.isDone() && failure(last) instanceof TimeoutException silence) {
      throw silence;
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
      if (futures.get(i).isDone() && isRefused(futures.get(i))) {
        refused.add(records.get(i));
      }
    }
    return refused;
  }

  private static boolean isRefused(Future<?> done) {
    return failure(done) instanceof RecordTooLargeException;
  }

  /** Why the record was not taken; null if it was. */
  private static Throwable failure(Future<?> done) {
    try {
      done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
