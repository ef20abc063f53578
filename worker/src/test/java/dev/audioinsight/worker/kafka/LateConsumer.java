package dev.audioinsight.worker.kafka;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The consumer of KIP-848 forgets partitions on a thread of its own, some time after the listener
 * has heard of it: until then it tells of them, and refuses to pause them. Confined to the test
 * thread.
 */
final class LateConsumer extends MockConsumer<byte[], byte[]> {
  final Set<TopicPartition> forgotten = new HashSet<>();

  LateConsumer() {
    super("earliest");
  }

  @Override
  public synchronized void pause(Collection<TopicPartition> partitions) {
    requireKnown(partitions);
    super.pause(partitions);
  }

  @Override
  public synchronized void resume(Collection<TopicPartition> partitions) {
    requireKnown(partitions);
    super.resume(partitions);
  }

  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    requireKnown(List.of(partition));
    super.seek(partition, offset);
  }

  private void requireKnown(Collection<TopicPartition> partitions) {
    if (partitions.stream().anyMatch(forgotten::contains)) {
      throw new IllegalStateException("no current assignment for one of " + partitions);
    }
  }
}
