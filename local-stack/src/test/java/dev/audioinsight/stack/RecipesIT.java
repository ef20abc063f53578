package dev.audioinsight.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CodeBlocks;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.testing.Programs;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.fetch.AudioFetcher;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feared: a program of docs/recipes.md that does not do what the page says. */
class RecipesIT {
  private static final Path PAGE = Path.of("..", "docs", "recipes.md");
  private static final Path SAMPLES = Path.of("..", "samples");

  /** Longer than any honest wait; reached only by a test that fails. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static final List<AutoCloseable> open = new ArrayList<>();
  private static Programs programs;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startAsThePageSays() throws Exception {
    CodeBlocks.of(PAGE).writeTo(folder);
    kafka = opened(EmbeddedKafka.start());
    StackTopics.create(kafka);
    AudioFetcher fetcher = new AudioFetcher(List.of(folder.toRealPath()));
    InsightEngine engine =
        opened(InsightEngine.load(Path.of("..", "models"), fetcher, Limits.DEFAULT));
    Topics topics =
        new Topics(StackTopics.JOBS, StackTopics.RESULTS, StackTopics.DEAD_LETTERS, "recipes");
    opened(
        Worker.start(
            new WorkerSettings(
                topics.settings(kafka.bootstrapServers(), Map.of()), 1, "test/in-process", "test"),
            engine));
    programs =
        new Programs(folder)
            .with("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers())
            .with("KAFKAJS_NO_PARTITIONER_WARNING", "1");
  }

  @AfterAll
  static void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void shouldSubmitAndReadFromPython() throws Exception {
    String python =
        Stream.of("/usr/bin/python3", "python3")
            .filter(candidate -> programs.runs(candidate, "-c", "import confluent_kafka"))
            .findFirst()
            .orElse(null);
    assumeTrue(python != null, "no confluent_kafka for Python: its recipe was not run");

    assertAnswered(List.of(python, "submit.py"), List.of(python, "results.py"), 1);
  }

  @Test
  void shouldSubmitAndReadFromNode() throws Exception {
    programs.globalNodePackages().ifPresent(folder -> programs.with("NODE_PATH", folder));
    assumeTrue(
        programs.runs("node", "-e", "require('kafkajs')"),
        "no kafkajs for Node: its recipe was not run");

    assertAnswered(List.of("node", "submit.js"), List.of("node", "results.js"), 1);
  }

  @Test
  void shouldSubmitAndReadWithKcat() throws Exception {
    assumeTrue(
        programs.runs("kcat", "-V") && programs.runs("jq", "-V"),
        "no kcat or no jq: its recipe was not run");

    assertAnswered(List.of("bash", "submit-kcat.sh"), List.of("bash", "results-kcat.sh"), 0);
  }

  @Test
  void shouldSubmitAndReadWithKafkasOwnConsolePrograms() throws Exception {
    assumeTrue(programs.runs("jq", "-V"), "no jq: the recipe of the console programs was not run");
    Path bin = Files.createDirectory(folder.resolve("bin"));
    consoleProgram(bin, "kafka-console-producer.sh", "ConsoleProducer");
    consoleProgram(bin, "kafka-console-consumer.sh", "consumer.ConsoleConsumer");
    programs
        .with("PATH", bin + File.pathSeparator + System.getenv("PATH"))
        .with("CLASSPATH", System.getProperty("java.class.path"));

    assertAnswered(List.of("bash", "submit-console.sh"), List.of("bash", "results-console.sh"), 0);
  }

  /** A recording by its URI, one that the client reads itself, and a URI without a recording. */
  private static void assertAnswered(List<String> submit, List<String> results, int exitCode)
      throws Exception {
    String name = submit.get(1);
    Path remote = folder.resolve(name + "-remote.wav");
    Files.copy(SAMPLES.resolve("two-voices-room-25db.wav"), remote);
    String file = name + "-local.wav";
    Files.copy(SAMPLES.resolve("one-voice-fan-10db.wav"), folder.resolve(file));
    String uri = remote.toUri().toString();
    String missing = folder.resolve(name + "-missing.wav").toUri().toString();
    List<String> ids = List.of(uri, file, missing);
    abortAnswers(ids);

    Programs.Run sent = run(submit, ids);
    assertThat(sent.exitCode()).as(sent.toString()).isZero();
    List<Result> answers = awaitAnswers(ids);

    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.metadata().get("from").textValue()).isEqualTo(name));
    Programs.Run read = run(results, ids);
    assertThat(read.out().lines().toList())
        .as(read.err())
        .containsExactlyInAnyOrder(
            line(uri, answers, 2),
            line(file, answers, 1),
            missing + "\tNOT_FOUND\tthere is no such file\tmend it first");
    assertThat(read.exitCode()).as("a failed job is told").isEqualTo(exitCode);
  }

  private static String line(String id, List<Result> answers, int speakers) {
    Result.Completed answer =
        (Result.Completed)
            answers.stream().filter(result -> result.jobId().equals(id)).findFirst().orElseThrow();
    return id + "\t" + answer.snr().db() + "\t" + speakers;
  }

  /** Writes answers to these jobs that never happened. */
  private static void abortAnswers(List<String> ids) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", ids.get(1)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String id : ids) {
        String answer =
            "{\"jobId\": \"%s\", \"status\": \"ok\", \"snr\": {\"db\": 99}, \"speakers\": {\"count\": 99}}"
                .formatted(id);
        producer.send(new ProducerRecord<>(StackTopics.RESULTS, answer.getBytes(UTF_8))).get();
      }
      producer.abortTransaction();
    }
  }

  private static List<Result> awaitAnswers(List<String> ids) {
    try (CommittedReader reader =
        new CommittedReader(kafka.bootstrapServers(), StackTopics.RESULTS)) {
      reader.awaitUntil(() -> reader.answers().keySet().containsAll(ids), LIMIT);
      List<Result> answers =
          reader.results().stream().filter(result -> ids.contains(result.jobId())).toList();
      assertThat(answers).hasSameSizeAs(ids);
      return answers;
    }
  }

  /** A start script as Kafka's distribution has one, for a program on this class path. */
  private static void consoleProgram(Path bin, String name, String mainClass) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = bin.resolve(name);
    Files.writeString(
        script,
        "#!/bin/sh\nexec %s -Xmx128m -XX:TieredStopAtLevel=1 %s org.apache.kafka.tools.%s \"$@\"\n"
            .formatted(java, "-Dlogback.configurationFile=logback-stack.xml", mainClass));
    assertThat(script.toFile().setExecutable(true)).isTrue();
  }

  private static Programs.Run run(List<String> program, List<String> ids) throws Exception {
    List<String> command = new ArrayList<>(program);
    command.addAll(ids);
    return programs.run(LIMIT, command);
  }

  private static <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }
}
