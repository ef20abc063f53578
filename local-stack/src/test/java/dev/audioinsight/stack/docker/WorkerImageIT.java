package dev.audioinsight.stack.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.TopicMaker;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** Feared: what holds for a process of this machine does not hold for a container of the image. */
@Tag("docker")
class WorkerImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int PARTITIONS = 6;

  /** Some seconds of work for two workers, so that an end finds jobs however late it comes. */
  private static final int JOBS = 400;

  private static final String INTERNAL = "kafka:19092";
  private static final Network NETWORK = Network.newNetwork();

  private static final KafkaContainer KAFKA =
      new KafkaContainer("apache/kafka:4.3.1")
          .withNetwork(NETWORK)
          .withNetworkAliases("kafka")
          .withListener(INTERNAL)
          .withStartupTimeout(LIMIT);

  private final Topics topics = Topics.fresh("image");
  private Sender sender;
  private CommittedReader reader;
  private WorkerContainer first;
  private WorkerContainer second;

  @BeforeAll
  static void buildImageAndStartBroker() throws Exception {
    Shell.docker().run("build", "-f", "worker/Dockerfile", "-t", WorkerContainer.IMAGE, ".");
    KAFKA.start();
  }

  @AfterAll
  static void endBroker() {
    KAFKA.stop();
    NETWORK.close();
  }

  @BeforeEach
  void open() {
    String servers = KAFKA.getBootstrapServers();
    TopicMaker.create(servers, PARTITIONS, topics.jobs());
    TopicMaker.create(servers, 1, topics.results(), topics.deadLetters());
    sender = new Sender(servers, topics.jobs());
    reader = new CommittedReader(servers, topics.results());
    first = new WorkerContainer(NETWORK, INTERNAL, topics);
    second = new WorkerContainer(NETWORK, INTERNAL, topics);
  }

  @AfterEach
  void close() {
    sender.close();
    reader.close();
    first.stop();
    second.stop();
  }

  @Test
  void shouldAnswerEachJobOnceThoughAContainerIsKilled() throws Exception {
    Startables.deepStart(first, second).join();
    assertThat(first.execInContainer("id", "-u").getStdout().strip()).isEqualTo("10001");
    List<String> ids = send(JOBS);
    reader.awaitUntil(() -> hasAnswered(first) && hasAnswered(second), LIMIT);

    first.kill();

    reader.readToEnd();
    assertThat(hasAnswered(first)).as("the first had begun").isTrue();
    assertThat(reader.records()).as("answered before the kill").hasSizeBetween(2, JOBS - 1);
    reader.assertEachAnsweredOnce(ids, LIMIT);
    assertThat(reader.results())
        .allSatisfy(
            result -> {
              assertThat(result).isInstanceOf(Result.Completed.class);
              assertThat(((Result.Completed) result).speakers().count()).isEqualTo(1);
            });
    await().atMost(LIMIT).until(() -> second.health().equals("healthy"));
  }

  @Test
  void shouldDrainWhenItsContainerIsStopped() {
    first.start();
    List<String> ids = send(JOBS);
    reader.awaitUntil(() -> hasAnswered(first), LIMIT);

    long exitCode = first.stopInOrder();

    assertThat(exitCode).as(first.getLogs()).isZero();
    assertThat(first.getLogs()).contains("left the group");
    reader.readToEnd();
    assertThat(reader.records()).as("answered before the stop").hasSizeBetween(1, JOBS - 1);
    second.start();
    reader.assertEachAnsweredOnce(ids, LIMIT);
  }

  private boolean hasAnswered(WorkerContainer worker) {
    return reader.results().stream()
        .anyMatch(result -> result.provenance().worker().startsWith(worker.hostName()));
  }

  private List<String> send(int jobs) {
    List<String> ids = IntStream.range(0, jobs).mapToObj(i -> "job-" + i).toList();
    for (int i = 0; i < jobs; i++) {
      // Without a key and a partition they would all go into one.
      sender.sendRaw(i % PARTITIONS, null, job(ids.get(i)));
    }
    return ids;
  }

  private static byte[] job(String id) {
    return "{\"jobId\": \"%s\", \"audio\": {\"uri\": \"file:///samples/one-voice-fan-10db.wav\"}}"
        .formatted(id)
        .getBytes(StandardCharsets.UTF_8);
  }
}
