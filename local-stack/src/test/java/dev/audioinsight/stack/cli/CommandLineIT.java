package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.cli.Main;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Feared: a command that shows an answer that was never committed, or misses one that was. */
class CommandLineIT extends KafkaIT {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void makeFiles() throws Exception {
    Files.writeString(folder.resolve("a.wav"), "a");
    Files.writeString(folder.resolve("b.flac"), "b");
    Files.writeString(folder.resolve("notes.txt"), "not audio");
  }

  @Test
  void shouldSubmitAFolderAndPrintEachResult() {
    worker(new ObedientProcessor(), Map.of());

    int exit = submit("--wait", folder.toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString().lines()).hasSize(3);
    assertThat(out.toString()).contains("a.wav", "b.flac").doesNotContain("notes.txt");
  }

  @Test
  void shouldExitWithOneWhenAJobFails() {
    worker(new ObedientProcessor(), Map.of());

    int exit = submit("--wait", "--metadata", "fail=CORRUPT_AUDIO", folder + "/a.wav");

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString()).contains("CORRUPT_AUDIO: as the job says");
  }

  @Test
  void shouldShowCommittedAnswersOnlyFromBeforeTheFirstSend() throws Exception {
    // Given a worker that answers in a transaction that it aborts, and once more in one it commits
    CompletableFuture<Void> answerer = CompletableFuture.runAsync(this::answerTwice);

    int exit = submit("--wait", "--json", folder + "/a.wav");
    answerer.get(30, TimeUnit.SECONDS);

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString())
        .contains("the committed answer")
        .doesNotContain("the aborted answer");
    assertThat(out.toString().lines()).hasSize(1);
  }

  @Test
  void shouldWatchCommittedResultsFromBeforeItSaysSo() throws Exception {
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(() -> run("watch", "--json", "--count", "1"));
    await().atMost(LIMIT).until(() -> err.toString().contains("watching"));

    CompletableFuture<Void> answerer = CompletableFuture.runAsync(this::answerTwice);
    sender.send("watched", 0, Map.of());
    answerer.get(30, TimeUnit.SECONDS);

    assertThat(watch.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(out.toString())
        .contains("the committed answer")
        .doesNotContain("the aborted answer");
  }

  @Test
  void shouldWatchPartitionsThatAreAddedMeanwhile() throws Exception {
    // Given somebody who watches a topic of one partition
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(() -> run("watch", "--json", "--count", "2"));
    await().atMost(LIMIT).until(() -> err.toString().contains("watching"));
    sender.sendRecord(answer(0, "one", "before"));
    await().atMost(LIMIT).until(() -> out.toString().contains("before"));

    // When it gets a second one, and that a result
    admin()
        .createPartitions(Map.of(topics.results(), NewPartitions.increaseTo(2)))
        .all()
        .get(30, TimeUnit.SECONDS);
    sender.sendRecord(answer(1, "two", "after"));

    assertThat(watch.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(out.toString()).contains("after");
  }

  @Test
  void shouldWatchInFormatsForOtherPrograms() throws Exception {
    // Given a result that is there already
    CompletableFuture<Void> answerer = CompletableFuture.runAsync(this::answerTwice);
    sender.send("=watched", 0, Map.of());
    answerer.get(30, TimeUnit.SECONDS);

    assertThat(run("watch", "--from-beginning", "--count", "1", "--format", "csv")).isZero();
    assertThat(out.toString().lines().skip(1))
        .singleElement()
        .asString()
        .startsWith("'=watched,failed,INTERNAL,the committed answer,false,");

    out.getBuffer().setLength(0);
    assertThat(run("watch", "--from-beginning", "--count", "1", "--format", "webvtt")).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("=watched: INTERNAL: the committed answer");

    Path files = folder.resolve("results");
    assertThat(
            run(
                "watch",
                "--from-beginning",
                "--count",
                "1",
                "--json",
                "--output",
                files.toString()))
        .isZero();
    assertThat(files.resolve("=watched.json")).content().contains("the committed answer");
  }

  @Test
  void shouldCallAStreamOfManyWebVttsWrongUsage() {
    assertThat(run("watch", "--format", "webvtt")).isEqualTo(2);
    assertThat(err.toString()).contains("--output FOLDER");
    assertThat(run("watch", "--format", "csv", "--json")).isEqualTo(2);
    assertThat(run("watch", "--format", "xml")).isEqualTo(2);
  }

  @Test
  void shouldCallAudioThatIsBothRawAndInlineWrongUsage() {
    assertThat(submit("--raw", "--inline", folder + "/a.wav")).isEqualTo(2);
    assertThat(submit("--raw", "--encoding", "audio/L16", folder + "/a.wav")).isEqualTo(2);
    assertThat(err.toString()).contains("--encoding needs the rate of its samples");
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit", "status"})
  void shouldSayInOneLineThatNoBrokerAnswersAndWhy(String command) throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    List<String> words =
        new ArrayList<>(List.of(command, "--bootstrap-servers", "127.0.0.1:" + closed));
    if (command.equals("submit")) {
      words.add(folder + "/a.wav");
    }

    int exit = commandLine().execute(words.toArray(String[]::new));

    assertThat(exit).isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .contains("no Kafka cluster answers at 127.0.0.1:" + closed)
        .doesNotContain("null");
  }

  @Test
  void shouldSayWhichTopicIsMissing() {
    int exit =
        commandLine()
            .execute(
                "submit",
                "--bootstrap-servers",
                bootstrapServers(),
                "--topic",
                "no-such-topic",
                folder + "/a.wav");

    assertThat(exit).isEqualTo(3);
    assertThat(err.toString()).contains("no-such-topic");
  }

  @Test
  void shouldSendWithoutTheRightToReadResults() {
    int exit =
        commandLine()
            .execute(
                "submit",
                "--bootstrap-servers",
                bootstrapServers(),
                "--topic",
                topics.jobs(),
                "--results-topic",
                "no-such-topic",
                folder + "/a.wav");

    assertThat(exit).as(err.toString()).isZero();
  }

  @Test
  void shouldNameTheFilesThatHaveNoAnswer() {
    int exit = submit("--wait", "--wait-seconds", "0", folder + "/a.wav");

    assertThat(exit).isEqualTo(3);
    assertThat(err.toString()).contains("1 of 1 jobs have no answer: ", "a.wav");
  }

  @Test
  void shouldSendNothingIfOneFileIsTooLargeToTravelInline() throws Exception {
    Files.write(folder.resolve("z.wav"), new byte[800_000]);

    int exit = submit("--inline", folder.toString());

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("z.wav is too large");
    assertThat(recordsIn(topics.jobs())).isZero();
  }

  @Test
  void shouldCallATimeLimitOutOfRangeWrongUsage() {
    assertThat(submit("--timeout-ms", "0", folder + "/a.wav")).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void shouldCallAnUnknownOptionWrongUsage() {
    assertThat(submit("--no-such-option", folder + "/a.wav")).isEqualTo(2);
    assertThat(err.toString()).contains("--no-such-option");
  }

  @Test
  void shouldKeepControlCharactersOffTheTerminal() {
    assertThat(submit("no\u001b[2Jsuch.wav")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("\u001b");
  }

  @Test
  void shouldSayThatNothingIsFound() {
    assertThat(submit(folder + "/*.mp3")).isEqualTo(2);
    assertThat(err.toString()).contains("no audio file at");
  }

  @Test
  void shouldSendEachFileOfAGlobOnce() {
    int exit = submit(folder + "/*.wav", folder.toString());

    assertThat(exit).as(err.toString()).isZero();
    assertThat(out.toString()).contains("sent 2 jobs");
  }

  @Test
  void shouldNameAnEnvironmentVariableForEachOptionThatHasAValue() {
    for (String command : List.of("submit", "watch", "status")) {
      new CommandLine(commandLine().getSubcommands().get(command).getCommandSpec())
          .getCommandSpec().options().stream()
              .filter(option -> option.arity().max() > 0)
              .filter(option -> !option.isMultiValue() || option.splitRegex().length() > 0)
              .forEach(
                  option ->
                      assertThat(String.join(" ", option.description()))
                          .as(command + " " + option.longestName())
                          .contains("(env "));
    }
  }

  private static long recordsIn(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(List.of(partition)).get(partition);
    }
  }

  private int submit(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--topic", topics.jobs()));
    all.addAll(List.of(arguments));
    return run("submit", all.toArray(String[]::new));
  }

  private int run(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--bootstrap-servers",
                bootstrapServers(),
                "--results-topic",
                topics.results()));
    all.addAll(List.of(arguments));
    return commandLine().execute(all.toArray(String[]::new));
  }

  private CommandLine commandLine() {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }

  /** Waits for one job and answers it: first in vain, then for good. */
  private void answerTwice() {
    Job job = nextJob();
    try (KafkaProducer<byte[], byte[]> producer =
        transactionalProducer(UUID.randomUUID().toString())) {
      producer.beginTransaction();
      send(producer, answer(job, "the aborted answer"));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, answer(job, "the committed answer"));
      producer.commitTransaction();
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private ProducerRecord<byte[], byte[]> answer(Job job, String message) {
    return answer(null, job.jobId(), message);
  }

  private ProducerRecord<byte[], byte[]> answer(Integer partition, String jobId, String message) {
    Result result =
        new Result.Failed(
            jobId, new JobError(ErrorCode.INTERNAL, message, false), null, null, null, null, null);
    return new ProducerRecord<>(
        topics.results(),
        partition,
        jobId.getBytes(StandardCharsets.UTF_8),
        ResultCodec.encode(result));
  }

  private Job nextJob() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topics.jobs(), 0)));
      for (; ; ) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          return JobCodec.decode(record.value(), "none");
        }
      }
    } catch (dev.audioinsight.contract.InvalidJobException e) {
      throw new AssertionError(e);
    }
  }
}
