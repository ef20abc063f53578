package dev.audioinsight.worker.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * A consumer that never says that a partition was revoked or lost, nor that it came back; and knows
 * a position in it all the same. Confined to the poll thread.
 */
final class PossessiveConsumer {
  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  private PossessiveConsumer(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  @SuppressWarnings("unchecked") // A proxy of the interface, whatever its type arguments.
  static Consumer<byte[], byte[]> of(Consumer<byte[], byte[]> consumer) {
    PossessiveConsumer possessive = new PossessiveConsumer(consumer);
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            PossessiveConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, arguments) -> possessive.call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    return switch (method.getName()) {
      case "subscribe" ->
          invoke(method, arguments[0], deaf((ConsumerRebalanceListener) arguments[1]));
      case "position" -> position((TopicPartition) arguments[0]);
      case "currentLag" ->
          consumer.assignment().contains((TopicPartition) arguments[0])
              ? invoke(method, arguments)
              : OptionalLong.empty();
      default -> invoke(method, arguments);
    };
  }

  private long position(TopicPartition partition) {
    if (consumer.assignment().contains(partition)) {
      positions.put(partition, consumer.position(partition));
    }
    return positions.getOrDefault(partition, 0L);
  }

  private Object invoke(Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private ConsumerRebalanceListener deaf(ConsumerRebalanceListener listener) {
    return new ConsumerRebalanceListener() {
      @Override
      public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        // Not told.
      }

      @Override
      public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
          Long position = positions.get(partition);
          if (position != null) {
            consumer.seek(partition, position);
          }
        }
        listener.onPartitionsAssigned(
            partitions.stream().filter(partition -> !positions.containsKey(partition)).toList());
      }
    };
  }
}
