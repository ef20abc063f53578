package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a stop with jobs in flight loses some, or answers some twice after the restart. */
@Tag("both-brokers")
class StopAndRestartIT extends KafkaIT {
  @TempDir Path folder;

  @Test
  void shouldAnswerEachJobOnceAcrossASigterm() throws Exception {
    // Given many jobs, and behind them some that wait, so that the stop finds jobs however late
    Path gate = folder.resolve("gate");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add("job-" + i);
      sender.send(
          "job-" + i, null, i < 190 ? Map.of("workMs", 20) : Map.of("gate", gate.toString()));
    }
    WorkerProcess first = workerProcess(Map.of());
    reader.awaitRecords(20, LIMIT);

    int exit = first.terminate();

    assertThat(exit).as(first.output()).isEqualTo(143);
    reader.readToEnd();
    assertThat(reader.records()).as("answered before the stop").hasSizeBetween(20, 190);
    Files.createFile(gate);
    workerProcess(Map.of());
    reader.assertEachAnsweredOnce(ids, LIMIT);
  }

  @Test
  void shouldFinishWhatRunsBeforeItLeaves() throws Exception {
    Path gate = folder.resolve("gate");
    sender.send("running", 0, Map.of("gate", gate.toString()));
    sender.send("quick", 0, Map.of());
    WorkerProcess worker = workerProcess(Map.of());
    reader.awaitRecords(1, LIMIT);

    // When the stop finds a job running that ends a little later
    Thread stop = new Thread(() -> terminate(worker), "stop");
    stop.start();
    await().atMost(LIMIT).until(() -> worker.hasPrinted("draining"));
    Files.createFile(gate);
    stop.join();

    reader.assertEachAnsweredOnce(List.of("running", "quick"), LIMIT);
  }

  private static void terminate(WorkerProcess worker) {
    try {
      worker.terminate();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
