package dev.audioinsight.worker.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;

/**
 * A Kafka side whose first commit of results is held between the send and the commit, as by a
 * process that is frozen at that moment. Thread-safe.
 */
public final class HoldingKafkaSide extends KafkaSide {
  private final Runnable hold;
  private final AtomicBoolean held = new AtomicBoolean();

  /**
   * @param hold returns when the commit is to go on
   */
  public HoldingKafkaSide(KafkaSettings settings, Runnable hold) {
    super(settings);
    this.hold = hold;
  }

  @Override
  @SuppressWarnings("unchecked") // A proxy of the interface, whatever its type arguments.
  Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> producer = super.producer();
    AtomicBoolean sent = new AtomicBoolean();
    return (Producer<byte[], byte[]>)
        Proxy.newProxyInstance(
            HoldingKafkaSide.class.getClassLoader(),
            new Class<?>[] {Producer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("send")) {
                sent.set(true);
              }
              if (method.getName().equals("commitTransaction")
                  && sent.get()
                  && held.compareAndSet(false, true)) {
                hold.run();
              }
              try {
                return method.invoke(producer, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
