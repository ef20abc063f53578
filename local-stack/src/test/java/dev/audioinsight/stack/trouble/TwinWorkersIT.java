package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.kafka.SlotTakenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Feared: two workers with one slot fence each other for ever, or end without a word of the slot,
 * or answer twice or never.
 */
@Tag("both-brokers")
class TwinWorkersIT extends KafkaIT {

  @Override
  protected int partitions() {
    return 2;
  }

  @Test
  void shouldEndOneOfTwoWorkersInASlotAndLetTheOtherAnswer() {
    Map<String, String> slot = Map.of("slot", "pod-7");
    List<WorkerProcess> twins = List.of(workerProcess(slot), workerProcess(slot));

    // When both have jobs to answer
    List<String> ids = new ArrayList<>();
    await().atMost(LIMIT).until(() -> isOneEnded(twins, ids));

    // Then one has ended, and says why
    WorkerProcess ended = twins.stream().filter(twin -> !twin.isAlive()).findFirst().orElseThrow();
    assertThat(ended.exitCode()).isEqualTo(SlotTakenException.EXIT_CODE);
    assertThat(endings(ended)).hasSize(1).first().asString().contains("slot pod-7");
    assertThat(ended.output()).contains("is a second worker running in this slot?");

    assertThat(ended.hasPrinted("could not")).as(ended.output()).isFalse();

    // And the other goes on alone, and answers each job once
    reader.assertEachAnsweredOnce(ids, LIMIT);
    assertThat(twins).filteredOn(WorkerProcess::isAlive).hasSize(1);
  }

  @Test
  void shouldNameTheSlotAlsoWhereATwinIsFoundWhilePartitionsMove() {
    // Given a worker whose slot was taken as often as it bears but for once
    KafkaSettings settings = topics.settings(bootstrapServers(), Optional.of("pod-7"));
    Worker worker = worker(new ObedientProcessor(), settings);
    List<String> ids = new ArrayList<>(List.of("first"));
    sender.send("first", 0, Map.of());
    for (int i = 1; i < 5; i++) {
      reader.awaitRecords(i, LIMIT);
      takeSlot();
      ids.add("job-" + i);
      sender.send("job-" + i, 0, Map.of());
    }
    reader.assertEachAnsweredOnce(ids, LIMIT);

    // When that happens once more, and is found out when another worker takes a partition over
    takeSlot();
    worker(new ObedientProcessor(), Map.of());
    await().atMost(LIMIT).until(() -> worker.failure() != null);

    assertThat(worker.failure()).isInstanceOf(SlotTakenException.class);
    assertThat(worker.exitCode()).isEqualTo(SlotTakenException.EXIT_CODE);
  }

  private void takeSlot() {
    transactionalProducer(topics.group() + "-pod-7").close();
  }

  private boolean isOneEnded(List<WorkerProcess> twins, List<String> ids) {
    for (int partition = 0; partition < partitions(); partition++) {
      String id = "job-" + ids.size();
      ids.add(id);
      sender.send(id, partition, Map.of());
    }
    return twins.stream().anyMatch(twin -> !twin.isAlive());
  }

  private static Stream<String> endings(WorkerProcess ended) {
    return ended.output().lines().filter(line -> line.contains("the worker ends"));
  }
}
