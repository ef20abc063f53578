package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedOffsets;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.RestartedWorker;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.Worker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feared: a job that ends its worker process ends one worker of the group after the other, for
 * ever; or an innocent job is blamed for it.
 */
class PoisonJobKillsWorkerIT extends KafkaIT {
  /** Two on the way to suspicion, three alone. */
  private static final int DEATHS = 5;

  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Map<String, ?> POISON = Map.of("workMs", 30, "die", "halt");
  private static final Map<String, ?> WORK = Map.of("workMs", 10);

  @TempDir Path folder;

  private final Set<String> sent = new TreeSet<>();

  @Override
  protected int partitions() {
    return 2;
  }

  @Test
  void shouldBlameThePoisonThatIsTheVeryFirstJobOfAFreshPartition() {
    send("poison", 0, POISON);
    sendWork("behind", 0, 20);
    sendWork("beside", 1, 20);

    RestartedWorker worker = restarted("a", Map.of());
    awaitAnswers(worker);

    assertBlamed(Set.of("poison"));
    assertThat(worker.deaths()).isEqualTo(DEATHS);
    assertThat(worker.output())
        .contains("runs alone, attempt 3 of 3")
        .contains("has ended the worker process 3 times while it ran alone");
  }

  @Test
  void shouldBlameThePoisonAloneWhereAnswersMayComeTwice() {
    send("poison", 0, POISON);
    sendWork("behind", 0, 20);
    sendWork("beside", 1, 20);

    awaitAnswers(restarted("a", Map.of("delivery", "AT_LEAST_ONCE")));

    // A worker that dies between its answers and its commit is followed by one that answers again.
    reader.readToEnd();
    assertThat(reader.answers().keySet()).isEqualTo(sent);
    assertOnlyBlamed(Set.of("poison"));
  }

  @Test
  void shouldAnswerEverythingAroundThePoisonWithOneWorkerThatIsRestarted() {
    sendWork("before", 0, 60);
    send("long", 0, Map.of("workMs", 1_500));
    sendWork("between", 0, 5);
    send("poison-1", 0, POISON);
    send("poison-2", 0, POISON);
    sendWork("behind", 0, 100);
    sendWork("beside", 1, 100);

    RestartedWorker worker = restarted("a", Map.of());
    awaitAnswers(worker);

    assertBlamed(Set.of("poison-1", "poison-2"));
    assertThat(worker.deaths()).isBetween(DEATHS, 4 * DEATHS);
  }

  @Test
  void shouldBlameThePoisonThatGoesFromOneWorkerToAnother() {
    sendWork("before", 0, 20);
    send("poison", 0, POISON);
    sendWork("behind", 0, 60);
    sendWork("beside", 1, 60);
    Map<String, String> group = Map.of("consumer.session.timeout.ms", "6000");

    RestartedWorker a = opened(new RestartedWorker(() -> process("a", group)));
    RestartedWorker b = opened(new RestartedWorker(() -> process("b", group)));
    awaitAnswers(a, b);

    assertBlamed(Set.of("poison"));
    // Who of the two gets the partition after a death is the coordinator's choice.
    assertThat(a.deaths() + b.deaths()).isGreaterThanOrEqualTo(DEATHS);
  }

  @Test
  void shouldBlameNobodyForKillsFromOutside() throws Exception {
    // Given a job that holds the base of its partition over two kills, and is alone at a third one
    Path gate = folder.resolve("gate");
    send("long", 0, Map.of("gate", gate.toString()));
    RestartedWorker worker = restarted("a", Map.of());
    for (int kill = 1; kill <= 2; kill++) {
      awaitBegun(gate, "long");
      awaitSomeAnswers("above-" + kill);
      killAndRestart(worker);
    }
    awaitBegun(gate, "long");
    killAndRestart(worker);
    Files.createFile(gate);

    // When others are killed too, as they come
    for (int kill = 4; kill <= 10; kill++) {
      awaitSomeAnswers("later-" + kill);
      killAndRestart(worker);
    }
    awaitAnswers(worker);

    assertBlamed(Set.of());
    assertThat(worker.deaths()).isEqualTo(10);
    assertThat(worker.output())
        .contains("runs alone, attempt 1 of 3", "runs alone, attempt 2 of 3");
  }

  /** To more jobs than that, so that there are some however late a kill comes. */
  private void awaitSomeAnswers(String name) {
    sendWork(name + "-short", 0, 30);
    sendWork(name + "-beside", 1, 30);
    reader.awaitRecords(reader.records().size() + 5, LIMIT);
  }

  /** Waits until it runs, and forgets that it does. */
  private static void awaitBegun(Path gate, String job) throws Exception {
    Path begun = ObedientProcessor.waiting(gate, job);
    await().atMost(LIMIT).until(() -> Files.exists(begun));
    Files.delete(begun);
  }

  private static void killAndRestart(RestartedWorker worker) throws InterruptedException {
    worker.kill();
    worker.look();
  }

  @Test
  void shouldAnswerAJobThatKillsOnlyInCompany() {
    // Given a job that kills once another one runs, which does not end before two workers are dead
    Path gate = folder.resolve("gate");
    Path company = ObedientProcessor.waiting(gate, "companion");
    send("companion", 0, Map.of("gate", gate.toString()));
    send("unsociable", 0, Map.of("gate", company.toString(), "die", "halt-in-company"));
    sendWork("behind", 0, 20);

    AtomicInteger lives = new AtomicInteger();
    RestartedWorker worker =
        opened(
            new RestartedWorker(
                () -> {
                  renew(company, false);
                  renew(gate, lives.getAndIncrement() == 2);
                  return process("a", Map.of("consumer.group.instance.id", "a"));
                }));
    awaitAnswers(worker);

    assertBlamed(Set.of());
    assertThat(worker.deaths()).isEqualTo(2);
  }

  /** Makes it be there, or not. */
  private static void renew(Path file, boolean there) {
    try {
      Files.deleteIfExists(file);
      if (there) {
        Files.createFile(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldEndAtOnceWhenOutOfMemoryAndBlameTheJob() {
    send("hoarder", 0, Map.of("die", "out-of-memory"));
    sendWork("behind", 0, 20);

    RestartedWorker worker = restarted("a", Map.of());
    awaitAnswers(worker);

    assertBlamed(Set.of("hoarder"));
    // 3 is what the JVM exits with under -XX:+ExitOnOutOfMemoryError.
    assertThat(worker.dead()).extracting(WorkerProcess::exitCode).containsOnly(3).hasSize(DEATHS);
  }

  @Test
  void shouldReadNoDeathFromAWorkerThatLeavesALongJobBehind() throws Exception {
    ObedientProcessor processor = new ObedientProcessor();
    send("endless", 0, Map.of("gate", folder.resolve("never").toString()));
    send("short", 0, WORK);
    Worker worker = worker(processor, Map.of());
    reader.awaitRecords(1, LIMIT);

    worker.close();

    assertThat(processor.running()).isZero();
    assertThat(committedMetadata()).isNotEmpty().allSatisfy(this::assertSaysNothingOfCrashes);
  }

  private List<String> committedMetadata() {
    Set<TopicPartition> both =
        Set.of(new TopicPartition(topics.jobs(), 0), new TopicPartition(topics.jobs(), 1));
    return CommittedOffsets.of(bootstrapServers(), topics.group(), both).values().stream()
        .map(OffsetAndMetadata::metadata)
        .toList();
  }

  /** The version of the progress, its first byte, is 1; behind the full stop is the topic's id. */
  private void assertSaysNothingOfCrashes(String metadata) {
    String progress = metadata.substring(0, metadata.lastIndexOf('.'));
    assertThat(Base64.getUrlDecoder().decode(progress)).startsWith(1);
  }

  private void send(String id, int partition, Map<String, ?> orders) {
    sent.add(id);
    sender.send(id, partition, orders);
  }

  private void sendWork(String name, int partition, int count) {
    List<Sender.Order> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(new Sender.Order(name + "-" + i, partition, WORK));
    }
    sender.sendAll(orders);
    orders.forEach(order -> sent.add(order.jobId()));
  }

  /** A worker that gets its partitions back at once when it is restarted. */
  private RestartedWorker restarted(String slot, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("consumer.group.instance.id", slot);
    return opened(new RestartedWorker(() -> process(slot, all)));
  }

  private WorkerProcess process(String slot, Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(properties);
    all.put("slot", slot);
    return WorkerProcess.start(bootstrapServers(), topics, all);
  }

  private void awaitAnswers(RestartedWorker... workers) {
    reader.awaitUntil(
        () -> {
          List.of(workers).forEach(RestartedWorker::look);
          return reader.answers().keySet().containsAll(sent);
        },
        LONG);
  }

  /** Everything is answered once, these with CRASHED_WORKER and a dead letter, the others ok. */
  private void assertBlamed(Set<String> poison) {
    reader.assertEachAnsweredOnce(sent, LIMIT);
    assertOnlyBlamed(poison);
  }

  private void assertOnlyBlamed(Set<String> poison) {
    Map<String, ErrorCode> failures =
        reader.results().stream()
            .filter(Result.Failed.class::isInstance)
            .map(Result.Failed.class::cast)
            .collect(Collectors.toMap(Result::jobId, failed -> failed.error().code()));
    assertThat(failures.keySet()).isEqualTo(poison);
    assertThat(Set.copyOf(failures.values())).isSubsetOf(Set.of(ErrorCode.CRASHED_WORKER));

    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.readToEnd();
    assertThat(letters.records()).hasSameSizeAs(poison);
    for (ConsumerRecord<byte[], byte[]> letter : letters.records()) {
      assertThat(letter.headers().lastHeader("audio-insight-error-code").value())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("CRASHED_WORKER");
      assertThat(new String(letter.value(), StandardCharsets.UTF_8)).contains("\"die\":");
    }
  }
}
