package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a job longer than {@code max.poll.interval.ms} costs the worker its partitions. */
class LongJobIT extends KafkaIT {
  /** Longer than a machine may stand still: who is held up for so long loses his partition. */
  private static final int INTERVAL_MS = 6_000;

  @TempDir Path folder;

  @Test
  void shouldKeepItsPartitionsWhileAJobOutlastsTheInterval() throws Exception {
    Path gate = folder.resolve("gate");
    worker(
        new ObedientProcessor(),
        Map.of("consumer.max.poll.interval.ms", Integer.toString(INTERVAL_MS)));
    sender.send("long", 0, Map.of("gate", gate.toString()));
    sender.send("before", 0, Map.of());
    reader.awaitRecords(1, LIMIT);
    String member = member();

    // When the job runs for twice the interval
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * INTERVAL_MS);
    reader.awaitUntil(() -> System.nanoTime() - until > 0, Duration.ofMinutes(1));

    // Then the same member still has the partition, answers new jobs, and ends the long one
    assertThat(member()).isEqualTo(member);
    sender.send("after", 0, Map.of());
    reader.awaitRecords(2, LIMIT);
    Files.createFile(gate);
    reader.assertEachAnsweredOnce(List.of("long", "before", "after"), LIMIT);
    assertThat(reader.results())
        .allSatisfy(result -> assertThat(result.source().attempt()).isEqualTo(1));
  }

  private String member() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      return admin
          .describeConsumerGroups(List.of(topics.group()))
          .describedGroups()
          .get(topics.group())
          .get()
          .members()
          .stream()
          .filter(description -> !description.assignment().topicPartitions().isEmpty())
          .map(MemberDescription::consumerId)
          .findFirst()
          .orElse("nobody");
    }
  }
}
