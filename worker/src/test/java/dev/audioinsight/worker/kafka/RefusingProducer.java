package dev.audioinsight.worker.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer whose broker takes one record for too large. As with the real one, the transaction
 * cannot be committed any more, and what waits behind the culprit fails by the same exception.
 */
final class RefusingProducer extends MockProducer<byte[], byte[]> {
  private final RecordTooLargeException tooLarge = new RecordTooLargeException("as the test says");
  private final Supplier<ProducerRecord<byte[], byte[]>> refused;

  /**
   * @param refused the culprit, or null where all are taken
   */
  RefusingProducer(Supplier<ProducerRecord<byte[], byte[]>> refused) {
    super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    this.refused = refused;
  }

  @Override
  public synchronized Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, Callback callback) {
    boolean waitsBehind = tooLarge.equals(error());
    if (!record.equals(refused.get()) && !waitsBehind) {
      return super.send(record, callback);
    }
    sendOffsetsToTransactionException = new KafkaException("in an error state", tooLarge);
    callback.onCompletion(null, tooLarge);
    return CompletableFuture.failedFuture(tooLarge);
  }

  private Throwable error() {
    return sendOffsetsToTransactionException == null
        ? null
        : sendOffsetsToTransactionException.getCause();
  }

  @Override
  public void abortTransaction() {
    super.abortTransaction();
    sendOffsetsToTransactionException = null;
  }
}
