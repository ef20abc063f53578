package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a lag that is not there, and jobs that wait unseen. */
class StatusIT extends CliIT {
  @TempDir Path folder;

  @Override
  protected int partitions() {
    return 2;
  }

  @Test
  void shouldCountWhatIsAnsweredAboveTheOldestJob() throws Exception {
    // Given a worker whose first job waits, while those behind it are answered
    Path gate = folder.resolve("gate");
    worker(new ObedientProcessor(), Map.of());
    sender.send("slow", 0, Map.of("gate", gate.toString()));
    for (int i = 0; i < 5; i++) {
      sender.send("fast-" + i, 0, Map.of());
    }
    reader.awaitRecords(5, LIMIT);

    assertThat(run("status", "--json")).as(err.toString()).isZero();

    JsonNode status = json();
    assertThat(status.get("unanswered").asInt()).isEqualTo(1);
    assertThat(status.at("/oldest/jobId").asText()).isEqualTo("slow");
    assertThat(status.at("/oldest/offset").asInt()).isZero();
    JsonNode partition = status.at("/partitions/0");
    assertThat(partition.get("lag").asInt()).isEqualTo(6);
    assertThat(partition.get("ahead").asInt()).isEqualTo(5);
    assertThat(partition.get("unanswered").asInt()).isEqualTo(1);
    assertThat(partition.get("open").asInt()).isEqualTo(1);
    assertThat(status.at("/workers")).hasSize(1);
    assertThat(status.at("/workers/0/partitions")).hasSize(2);
    assertThat(partition.get("worker")).isEqualTo(status.at("/workers/0/name"));

    assertThat(run("status")).isZero();
    assertThat(output())
        .contains("Stable, 1 worker, 1 job without an answer")
        .containsPattern("oldest: partition 0, offset 0, sent \\d+s ago, job slow")
        .containsPattern("(?m)^0 +0 +6 +6 +5 +1 +1  consumer")
        .containsPattern("(?m)^total +6 +5 +1 +1$");
    Files.writeString(gate, "");
    reader.assertEachAnsweredOnce(
        Set.of("slow", "fast-0", "fast-1", "fast-2", "fast-3", "fast-4"), LIMIT);
  }

  @Test
  void shouldWaitForACommitThatIsUnderWay() throws Exception {
    // Given a transaction that answers two jobs, of which one is not even there when it is asked
    sender.send("first", 0, Map.of());
    try (KafkaProducer<byte[], byte[]> answerer = transactionalProducer(topics.group());
        KafkaConsumer<byte[], byte[]> member = member()) {
      answerer.beginTransaction();
      answerer.send(new ProducerRecord<>(topics.results(), new byte[1])).get();
      answerer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(topics.jobs(), 0), new OffsetAndMetadata(2)),
          member.groupMetadata());
      CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("status"));

      assertThat(status)
          .failsWithin(Duration.ofSeconds(1))
          .withThrowableOfType(TimeoutException.class);
      sender.send("second", 0, Map.of());
      answerer.commitTransaction();

      assertThat(status.join()).as(err.toString()).isZero();
    }
    assertThat(output())
        .contains("0 jobs without an answer")
        .doesNotContain("committed past the end");
  }

  @Test
  void shouldNotWaitForATransactionThatStaysOpen() throws Exception {
    sender.send("open", 0, Map.of());
    try (KafkaProducer<byte[], byte[]> answerer = transactionalProducer(topics.group());
        KafkaConsumer<byte[], byte[]> member = member()) {
      answerer.beginTransaction();
      answerer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(topics.jobs(), 0), new OffsetAndMetadata(1)),
          member.groupMetadata());

      assertThat(run("status")).as(err.toString()).isEqualTo(1);
    }
    assertThat(output()).contains("1 job without an answer");
  }

  @Test
  void shouldExitWithOneWhereJobsWaitForNobody() {
    assertThat(run("status")).as(err.toString()).isZero();
    assertThat(output()).contains("0 workers, 0 jobs without an answer");

    sender.send("lonely", 1, Map.of());

    assertThat(run("status")).isEqualTo(1);
    assertThat(output())
        .contains("0 workers, 1 job without an answer", "partition 1", "job lonely");
  }

  @Test
  void shouldHaveNothingLeftWhenAllIsAnswered() throws Exception {
    try (Worker worker = worker(new ObedientProcessor(), Map.of())) {
      sender.send("one", 0, Map.of("fail", "INTERNAL"));
      reader.awaitRecords(1, LIMIT);
      assertThat(worker.failure()).isNull();
    }

    assertThat(run("status", "--json")).isZero();

    JsonNode status = json();
    assertThat(status.get("unanswered").asInt()).isZero();
    assertThat(status.has("oldest")).isFalse();
    assertThat(status.at("/workers")).isEmpty();
    assertThat(status.at("/topics/2/offsets").asInt()).isPositive();
  }

  @Test
  void shouldSayWhatIsWrongWithACommit() throws Exception {
    sender.send("one", 0, Map.of());
    commit(0, new OffsetAndMetadata(0, "not of a worker"));
    commit(1, new OffsetAndMetadata(7, ""));

    assertThat(run("status")).isEqualTo(1);

    assertThat(output())
        .contains("unreadable: it is not Base64", "committed past the end")
        .contains("1 job without an answer");
  }

  @Test
  void shouldSayThatThereIsNoJobsTopic() {
    assertThat(run("status", "--topic", "no-such-topic")).isEqualTo(3);
    assertThat(err.toString()).contains("no-such-topic");
    assertThat(run("status", "--dead-letter-topic", "no-such-topic")).isZero();
    assertThat(output()).contains("topic no-such-topic is not there");
  }

  private KafkaConsumer<byte[], byte[]> member() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers(), "group.id", topics.group()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void commit(int partition, OffsetAndMetadata offset) throws Exception {
    Admin admin = admin();
    admin
        .alterConsumerGroupOffsets(
            topics.group(), Map.of(new TopicPartition(topics.jobs(), partition), offset))
        .all()
        .get();
  }

  private JsonNode json() throws Exception {
    return new ObjectMapper().readTree(output());
  }
}
