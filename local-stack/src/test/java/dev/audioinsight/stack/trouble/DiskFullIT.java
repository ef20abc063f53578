package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.audioinsight.stack.harness.BrokerProcess;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Ports;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.worker.StartedWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a broker whose disk is full halts, and the worker ends with it, or answers twice or never
 * once there is room again. Mounts a small file system, which takes a superuser.
 */
class DiskFullIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DISK_MEGABYTES = 64;

  @TempDir Path folder;

  @Test
  @Timeout(240)
  void shouldWaitForRoomAndAnswerEachJobOnce() throws Exception {
    Path mountPoint = Files.createDirectory(folder.resolve("disk"));
    try (SmallDisk disk = mounted(mountPoint)) {
      Path data = Files.createDirectory(disk.folder().resolve("kafka"));
      int port = Ports.free();
      try (BrokerProcess broker = broker(port, data)) {
        halt(broker, disk, port, data);
      }
    }
  }

  private void halt(BrokerProcess broker, SmallDisk disk, int port, Path data) throws Exception {
    String bootstrapServers = broker.bootstrapServers();
    Topics topics = Topics.fresh("disk-full");
    topics.create(bootstrapServers, 1, 1);
    Path gate = folder.resolve("gate");
    List<String> ids = new ArrayList<>();
    try (Sender sender = new Sender(bootstrapServers, topics.jobs());
        CommittedReader reader = new CommittedReader(bootstrapServers, topics.results());
        StartedWorker worker = StartedWorker.start(topics.settings(bootstrapServers, Map.of()))) {
      // Given some answered jobs, and two that run
      for (int i = 0; i < 20; i++) {
        ids.add(sent(sender, "job-" + i, Map.of()));
      }
      reader.awaitRecords(20, LIMIT);
      for (String id : List.of("running-0", "running-1")) {
        ids.add(sent(sender, id, Map.of("gate", gate.toString())));
        await().atMost(LIMIT).until(() -> Files.exists(ObedientProcessor.waiting(gate, id)));
      }

      // When a job finds no room, and the broker halts for it
      disk.fill();
      ids.add("too-much");
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> sender.send("too-much", null, Map.of("padding", "x".repeat(500_000))));
      await().atMost(LIMIT).until(() -> !broker.isAlive());
      assertThat(broker.output()).contains("No space left on device");
      Files.createFile(gate);

      // Then the worker waits and says why
      await()
          .atMost(LIMIT)
          .until(() -> worker.page("/health/ready").contains("no answer from the broker"));
      assertThat(worker.isLive()).isTrue();

      // And answers each job once when there is room
      disk.free();
      try (BrokerProcess again = broker(port, data)) {
        sending.join();
        reader.assertEachAnsweredOnce(ids, LIMIT);
        await().atMost(LIMIT).until(worker::isReady);
        assertThat(worker.troubles("unreachable")).isEqualTo(1);
        assertThat(worker.worker().failure()).isNull();
        assertThat(again.isAlive()).isTrue();
        worker.close();
      }
    }
  }

  private static String sent(Sender sender, String id, Map<String, ?> orders) {
    sender.send(id, null, orders);
    return id;
  }

  private static SmallDisk mounted(Path folder) {
    try {
      return SmallDisk.mount(folder, DISK_MEGABYTES);
    } catch (IOException e) {
      return abort("no file system can be mounted here: " + e.getMessage());
    }
  }

  /** Segments are mapped and indexed in advance: let them be small beside the disk. */
  private static BrokerProcess broker(int port, Path data) {
    return BrokerProcess.start(
        data,
        port,
        Map.of("log.segment.bytes", "4194304", "log.index.size.max.bytes", "65536"),
        process -> {});
  }
}
