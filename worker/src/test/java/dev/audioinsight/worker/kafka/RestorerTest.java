package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Feared: a broker that goes away while it is asked where a partition stands ends the worker. */
class RestorerTest {
  private static final TopicPartition PARTITION = new TopicPartition("jobs", 0);

  private final Assignments assignments = new Assignments(new CrashMark.Dirty(1, 4));
  private final FailingConsumer consumer = new FailingConsumer();
  private final Restorer restorer =
      new Restorer(
          consumer,
          assignments,
          new RestorePolicy(RestorePolicy.StartAt.EARLIEST, false),
          Duration.ofMillis(1),
          new WorkerMetrics(new SimpleMeterRegistry()));

  @Test
  void shouldAskAgainWhenTheBrokerIsDisconnectedOrSilent() {
    consumer.failures.add(new DisconnectException());
    consumer.failures.add(new TimeoutException());
    assignments.assigned(List.of(PARTITION));

    assertThat(restorer.step()).isFalse();
    assertThat(restorer.step()).isFalse();
    assertThat(restorer.step()).isTrue();

    assertThat(assignments.ledgers()).containsOnlyKeys(PARTITION);
  }

  /** A broker that fails some times before it says where the partition stands. */
  private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {
    final Queue<RetriableException> failures = new ArrayDeque<>();

    FailingConsumer() {
      super("none");
      assign(List.of(PARTITION));
      updateBeginningOffsets(Map.of(PARTITION, 0L));
      updateEndOffsets(Map.of(PARTITION, 10L));
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration timeout) {
      RetriableException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      return Map.of(PARTITION, new OffsetAndMetadata(4));
    }
  }
}
