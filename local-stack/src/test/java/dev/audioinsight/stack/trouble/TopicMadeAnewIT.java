package dev.audioinsight.stack.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Feared: a topic that was deleted and made anew under a running worker, which then skips the new
 * jobs for the old offsets, commits old progress onto the new topic, or stands still.
 */
class TopicMadeAnewIT extends KafkaIT {
  private static final Map<String, String> QUICK =
      Map.of("metadata.max.age.ms", "1000", "producer.max.block.ms", "1000");

  @TempDir Path folder;
  private TopicPartition partition;
  private Admin admin;

  @BeforeEach
  void openAdmin() {
    partition = new TopicPartition(topics.jobs(), 0);
    admin = admin();
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void shouldAnswerEachJobOfTheNewTopicOnceItIsThere(String protocol) throws Exception {
    Map<String, String> properties = new HashMap<>(QUICK);
    properties.put("group.protocol", protocol);
    try (WatchedWorker worker =
        new WatchedWorker(topics.settings(bootstrapServers(), properties))) {
      List<String> old = send("old", 5);
      reader.assertEachAnsweredOnce(old, LIMIT);
      Path gate = folder.resolve("gate");
      sender.send("in-flight", 0, Map.of("gate", gate.toString()));
      await().atMost(LIMIT).until(() -> Files.exists(ObedientProcessor.waiting(gate, "in-flight")));

      delete(topics.jobs());
      worker.awaitTrouble("topics that are not there: " + topics.jobs());
      createTopics(1, topics.jobs());
      List<String> fresh = send("new", 9);
      Files.createFile(gate);

      reader.awaitUntil(() -> reader.answers().keySet().containsAll(fresh), LIMIT);
      worker.awaitReady();
      reader.readToEnd();
      assertThat(reader.answers().keySet()).containsAll(fresh).containsAll(old);
      assertThat(reader.answers().values()).containsOnly(1);
      assertThat(worker.met("topic_recreated")).isEqualTo(1);
      await()
          .atMost(LIMIT)
          .until(() -> committed() != null && committed().offset() == fresh.size());
    }
  }

  @Test
  void shouldLoseNoJobWhereTheNewTopicIsThereBeforeAnyoneHasMissedTheOldOne() throws Exception {
    try (WatchedWorker worker = new WatchedWorker(topics.settings(bootstrapServers(), QUICK))) {
      List<String> old = send("old", 5);
      reader.assertEachAnsweredOnce(old, LIMIT);

      delete(topics.jobs());
      createTopics(1, topics.jobs());
      List<String> fresh = send("new", 9);

      reader.awaitUntil(() -> reader.answers().keySet().containsAll(fresh), LIMIT);
      assertThat(reader.answers().keySet()).containsAll(fresh);
      await()
          .atMost(LIMIT)
          .until(() -> committed() != null && committed().offset() == fresh.size());
      assertThat(worker.met("topic_recreated")).isPositive();
    }
  }

  @Test
  void shouldNotBelieveAnOffsetThatWasCommittedForTheOldTopic() throws Exception {
    // Given an offset of the old topic that lies within the new one
    try (WatchedWorker worker = new WatchedWorker(topics.settings(bootstrapServers(), QUICK))) {
      reader.assertEachAnsweredOnce(send("old", 5), LIMIT);
      await().atMost(LIMIT).until(() -> committed() != null && committed().offset() == 5);
    }
    OffsetAndMetadata stale = committed();
    delete(topics.jobs());
    createTopics(1, topics.jobs());
    List<String> fresh = send("new", 9);
    admin
        .alterConsumerGroupOffsets(topics.group(), Map.of(partition, stale))
        .all()
        .get(30, TimeUnit.SECONDS);

    try (WatchedWorker worker = new WatchedWorker(topics.settings(bootstrapServers(), QUICK))) {
      reader.awaitUntil(() -> reader.answers().keySet().containsAll(fresh), LIMIT);
      assertThat(reader.answers().keySet()).containsAll(fresh);
      assertThat(worker.met("topic_recreated")).isEqualTo(1);
    }
  }

  @Test
  void shouldHoldAnswersBackUntilTheResultsTopicIsThereAgain() throws Exception {
    try (WatchedWorker worker = new WatchedWorker(topics.settings(bootstrapServers(), QUICK))) {
      sender.send("before", 0, Map.of());
      reader.assertEachAnsweredOnce(List.of("before"), LIMIT);

      delete(topics.results());
      worker.awaitTrouble("topics that are not there: " + topics.results());
      sender.send("after", 0, Map.of());
      await().atMost(LIMIT).until(() -> worker.snapshot().outcomesReady() == 1);
      createTopics(1, topics.results());

      try (CommittedReader anew = new CommittedReader(bootstrapServers(), topics.results())) {
        anew.assertEachAnsweredOnce(List.of("after"), LIMIT);
      }
      worker.awaitReady();
      assertThat(worker.met("topic_missing")).isEqualTo(1);
      assertThat(worker.failure()).isNull();
    }
  }

  /** Sends so many jobs to the topic that is there now. */
  private List<String> send(String name, int count) {
    List<String> jobs = IntStream.range(0, count).mapToObj(i -> name + "-" + i).toList();
    try (Sender here = new Sender(bootstrapServers(), topics.jobs())) {
      here.sendAll(jobs.stream().map(job -> new Sender.Order(job, 0, Map.of())).toList());
    }
    return jobs;
  }

  private void delete(String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
  }

  private OffsetAndMetadata committed() throws Exception {
    return admin
        .listConsumerGroupOffsets(topics.group())
        .partitionsToOffsetAndMetadata()
        .get(30, TimeUnit.SECONDS)
        .get(partition);
  }
}
