package dev.audioinsight.stack.harness;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Stops a producer for ever at the moment at which the broker has the first record of a transaction
 * and the commit has not left: the moment in which a kill is feared most.
 */
public final class FreezeAfterSend implements ProducerInterceptor<byte[], byte[]> {
  /** What the process prints at that moment. */
  public static final String SIGNAL = "FROZEN AFTER SEND";

  @Override
  public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
    if (exception == null) {
      System.out.println(SIGNAL);
      for (; ; ) {
        LockSupport.park();
      }
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  @Override
  public void configure(Map<String, ?> configs) {
    // Nothing to be told.
  }
}
