package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feared: more jobs than the pool can take fill the memory. */
@Tag("both-brokers")
class FloodIT extends KafkaIT {
  private static final int JOBS = 10_000;
  private static final int MAX_IN_FLIGHT = 64;

  @Override
  protected int partitions() {
    return 3;
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(KafkaSettings.Delivery.class)
  void shouldNeverHoldMoreJobsThanTheBound(KafkaSettings.Delivery delivery) throws Exception {
    // Given far more jobs than places, none of which ends before the gate opens
    Path gate = folder.resolve("gate");
    List<Sender.Order> orders =
        IntStream.range(0, JOBS)
            .mapToObj(i -> new Sender.Order("job-" + i, null, Map.of("gate", gate.toString())))
            .toList();
    sender.sendAll(orders);

    Worker worker =
        worker(
            new ObedientProcessor(),
            topics.settings(bootstrapServers(), MAX_IN_FLIGHT, delivery, Map.of()));

    // Then the worker fills up, pauses every partition and takes no more
    WorkerSnapshot full = await().atMost(LIMIT).until(worker.snapshots()::latest, this::isPaused);
    assertThat(full.places().used()).isBetween(MAX_IN_FLIGHT / 2L, (long) MAX_IN_FLIGHT);

    // And once jobs end it goes on, within the bound, until all are answered
    Files.createFile(gate);
    long most = 0;
    while (reader.records().size() < JOBS) {
      reader.awaitRecords(Math.min(JOBS, reader.records().size() + 1), LIMIT);
      most = Math.max(most, worker.snapshots().latest().places().used());
    }
    assertThat(most).isBetween(1L, (long) MAX_IN_FLIGHT);
    reader.assertEachAnsweredOnce(orders.stream().map(Sender.Order::jobId).toList(), LIMIT);
  }

  /** All are paused as well until their first marks are committed: then no place is used yet. */
  private boolean isPaused(WorkerSnapshot snapshot) {
    return snapshot.pausedPartitions() == partitions() && snapshot.places().used() > 0;
  }
}
