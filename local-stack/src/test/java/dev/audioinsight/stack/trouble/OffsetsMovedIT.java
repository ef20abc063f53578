package dev.audioinsight.stack.trouble;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.WorkerSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: offsets that an administrator has set, or whose records retention has removed, and a
 * worker that then skips what is there, stands still or says nothing.
 */
class OffsetsMovedIT extends KafkaIT {
  @TempDir Path folder;
  private TopicPartition partition;
  private Admin admin;

  @BeforeEach
  void openAdmin() {
    partition = new TopicPartition(topics.jobs(), 0);
    admin = admin();
  }

  @Test
  void shouldAnalyseAllAgainFromWhereAnAdministratorSetsTheOffset() throws Exception {
    answered("a", "b", "c");
    setOffset(0);
    try (WatchedWorker worker = worker()) {
      awaitAnswers(Map.of("a", 2, "b", 2, "c", 2));
      assertThat(worker.met("offsets_reset")).isEqualTo(1);
    }

    setOffset(2);
    try (WatchedWorker worker = worker()) {
      awaitAnswers(Map.of("a", 2, "b", 2, "c", 3));
      assertThat(worker.met("offsets_reset")).isEqualTo(1);
    }
    reader.readToEnd();
    assertThat(reader.answers()).isEqualTo(Map.of("a", 2, "b", 2, "c", 3));
  }

  @Test
  void shouldSkipWhatAnAdministratorSkips() throws Exception {
    answered("a");
    sender.send("skipped", 0, Map.of());
    setOffset(end());
    sender.send("b", 0, Map.of());

    try (WatchedWorker worker = worker()) {
      reader.assertEachAnsweredOnce(List.of("a", "b"), LIMIT);
      assertThat(worker.met("offsets_reset")).isEqualTo(1);
    }
  }

  @Test
  void shouldSkipWhatAnAdministratorSkipsPastAnOpenTransaction() throws Exception {
    answered("a", "b");
    try (Producer<byte[], byte[]> pipeline = transactionalProducer("pipeline")) {
      pipeline.beginTransaction();
      pipeline
          .send(new ProducerRecord<>(topics.jobs(), 0, null, "no job".getBytes(UTF_8)))
          .get(30, TimeUnit.SECONDS);
      setOffset(end());

      try (WatchedWorker worker = worker()) {
        await().atMost(LIMIT).until(() -> worker.met("offsets_reset") == 1);
        pipeline.commitTransaction();
        sender.send("c", 0, Map.of());
        reader.assertEachAnsweredOnce(List.of("a", "b", "c"), LIMIT);
        assertThat(worker.met("offset_out_of_range")).isZero();
      }
    }
  }

  @Test
  void shouldGoOnWithWhatIsLeftWhereRetentionPassedTheCommittedOffset() throws Exception {
    answered("a");
    for (String job : List.of("gone-1", "gone-2", "b", "c")) {
      sender.send(job, 0, Map.of());
    }
    deleteRecordsBefore(3);

    try (WatchedWorker worker = worker()) {
      reader.assertEachAnsweredOnce(List.of("a", "b", "c"), LIMIT);
      assertThat(worker.met("offset_out_of_range")).isEqualTo(1);
    }
    try (WatchedWorker worker = worker()) {
      worker.awaitReady();
      assertThat(worker.met("offset_out_of_range")).as("it is said once").isZero();
    }
  }

  @Test
  void shouldAnswerWhatItHasInHandAndGoOnWhereRetentionPassesARunningWorker() throws Exception {
    // Given a worker that is full, with records behind which it has not polled
    Path gate = folder.resolve("gate");
    for (int i = 0; i < 30; i++) {
      sender.send("job-" + i, 0, Map.of("gate", gate.toString()));
    }
    // One record a fetch, or the consumer would have the others in hand too.
    Map<String, String> small = Map.of("max.partition.fetch.bytes", "1");
    try (WatchedWorker worker =
        new WatchedWorker(
            topics.settings(bootstrapServers(), 4, KafkaSettings.Delivery.EXACTLY_ONCE, small))) {
      int inHand = await().atMost(LIMIT).until(() -> placesOnceFull(worker.snapshot()), n -> n > 0);

      deleteRecordsBefore(25);
      Files.createFile(gate);

      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        if (i < inHand || i >= 25) {
          expected.add("job-" + i);
        }
      }
      reader.awaitUntil(() -> reader.answers().keySet().containsAll(expected), LIMIT);
      reader.readToEnd();
      assertThat(reader.answers().keySet()).containsAll(expected);
      assertThat(reader.answers().values()).containsOnly(1);
      assertThat(worker.met("offset_out_of_range")).isEqualTo(1);
      assertThat(worker.failure()).isNull();
    }
  }

  @Test
  void shouldBeginAnewWhereTheCommittedOffsetLiesPastTheEnd() throws Exception {
    sender.send("a", 0, Map.of());
    setOffset(1_000);

    try (WatchedWorker worker = worker()) {
      reader.assertEachAnsweredOnce(List.of("a"), LIMIT);
      assertThat(worker.met("offset_out_of_range")).isEqualTo(1);
    }
  }

  /** A partition is paused as well until its first mark is committed: then no place is used yet. */
  private static int placesOnceFull(WorkerSnapshot snapshot) {
    return snapshot.pausedPartitions() == 0 ? 0 : (int) snapshot.places().used();
  }

  /** Has these jobs answered by a worker that then stops. */
  private void answered(String... jobs) {
    for (String job : jobs) {
      sender.send(job, 0, Map.of());
    }
    try (WatchedWorker worker = worker()) {
      reader.assertEachAnsweredOnce(List.of(jobs), LIMIT);
    }
  }

  /** In whatever order they come. */
  private void awaitAnswers(Map<String, Integer> answers) {
    reader.awaitUntil(() -> reader.answers().equals(answers), LIMIT);
    assertThat(reader.answers()).isEqualTo(answers);
  }

  private WatchedWorker worker() {
    return new WatchedWorker(topics.settings(bootstrapServers(), Map.of()));
  }

  /** As {@code kafka-consumer-groups --reset-offsets} does it. */
  private void setOffset(long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(topics.group(), Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get(30, TimeUnit.SECONDS);
  }

  private long end() throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get(30, TimeUnit.SECONDS)
        .offset();
  }

  private void deleteRecordsBefore(long offset) throws Exception {
    admin
        .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
        .all()
        .get(30, TimeUnit.SECONDS);
  }
}
