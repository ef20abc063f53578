package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feared: more jobs than the pool can take fill the memory. */
class FloodIT extends KafkaIT {
  private static final int JOBS = 10_000;
  private static final int MAX_IN_FLIGHT = 64;

  @Override
  protected int partitions() {
    return 3;
  }

  @ParameterizedTest
  @EnumSource(KafkaSettings.Delivery.class)
  void shouldNeverHoldMoreJobsThanTheBound(KafkaSettings.Delivery delivery) {
    List<Sender.Order> orders =
        IntStream.range(0, JOBS)
            .mapToObj(i -> new Sender.Order("job-" + i, null, Map.of("workMs", 1)))
            .toList();
    sender.sendAll(orders);

    Worker worker =
        worker(
            new ObedientProcessor(),
            topics.settings(bootstrapServers(), MAX_IN_FLIGHT, delivery, Map.of()));
    long most = 0;
    boolean paused = false;
    boolean resumed = false;
    while (reader.records().size() < JOBS) {
      reader.awaitRecords(Math.min(JOBS, reader.records().size() + 1), LIMIT);
      WorkerSnapshot snapshot = worker.snapshots().latest();
      most = Math.max(most, snapshot.places().used());
      resumed |= paused && snapshot.pausedPartitions() == 0;
      paused |= snapshot.pausedPartitions() > 0;
    }

    assertThat(most).isBetween(1L, (long) MAX_IN_FLIGHT);
    assertThat(paused).as("paused").isTrue();
    assertThat(resumed).as("resumed").isTrue();
    reader.assertEachAnsweredOnce(orders.stream().map(Sender.Order::jobId).toList(), LIMIT);
    assertThat(reader.records()).hasSize(JOBS);
  }
}
