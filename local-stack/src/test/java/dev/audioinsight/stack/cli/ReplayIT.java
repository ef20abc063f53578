package dev.audioinsight.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.cli.Main;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.worker.Worker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Feared: a replay that loses a dead letter, moves one twice, or makes another job of it. */
class ReplayIT extends KafkaIT {
  private static final String LARGE = "x".repeat(50_000);

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMoveTheChosenOnesOnceAndLeaveTheOthersToAnotherRun() {
    // Given two kinds of dead letters
    sender.send("bug-1", 0, Map.of("fail", "INTERNAL"));
    sender.send("fetch-1", 0, Map.of("fail", "FETCH_FAILED"));
    sender.send("bug-2", 0, Map.of("fail", "INTERNAL"));
    CommittedReader letters = deadLetters(3);

    // When only looking, nothing moves
    assertThat(replay("--code", "INTERNAL", "--dry-run")).as(err.toString()).isZero();
    assertThat(output()).contains("bug-1", "bug-2", "2 would be moved").doesNotContain("fetch-1");
    assertThat(jobs()).hasSize(3);

    // When run twice, each chosen one has moved once
    assertThat(replay("--code", "INTERNAL")).as(err.toString()).isZero();
    assertThat(output()).contains("2 moved, 0 cannot be");
    assertThat(replay("--code", "INTERNAL")).isZero();
    assertThat(output()).contains("no dead letter is chosen");
    assertThat(jobs()).hasSize(5);

    // And the one in between is there for the next run, by its id
    assertThat(replay("--job-id", "fetch-1,with a comma")).isZero();
    assertThat(output()).contains("no dead letter is chosen");
    assertThat(replay("--job-id", "fetch-1")).isZero();
    assertThat(output()).contains("1 moved");
    assertThat(replay("--all")).isZero();
    assertThat(output()).contains("no dead letter is chosen");
    List<ConsumerRecord<byte[], byte[]>> jobs = jobs();
    assertThat(jobs).hasSize(6);
    assertThat(jobs.get(5).value()).isEqualTo(jobs.get(1).value());

    // And another group sees them all again, and says that it remembers nothing
    assertThat(err.toString().lines().filter(line -> line.contains("no earlier"))).hasSize(2);
    assertThat(replay("--all", "--group", topics.group() + "-other", "--dry-run")).isZero();
    assertThat(output()).contains("3 would be moved");
    assertThat(err.toString().lines().filter(line -> line.contains("no earlier"))).hasSize(3);
    letters.readToEnd();
    assertThat(letters.records()).hasSize(3);
  }

  @Test
  void shouldKeepKeyHeadersAndTheIdThatWasTheRecordsPlace() {
    // Given a record that names no id, and cannot be read
    sender.sendRecord(
        new ProducerRecord<>(
            topics.jobs(),
            0,
            bytes("key"),
            bytes("{ not json"),
            List.of(
                new RecordHeader("tenant", bytes("acme")),
                new RecordHeader("audio-insight-x", bytes("y")))));
    deadLetters(1);

    assertThat(replay("--code", "INVALID_JOB")).as(err.toString()).isZero();

    ConsumerRecord<byte[], byte[]> again = jobs().get(1);
    assertThat(again.key()).isEqualTo(bytes("key"));
    assertThat(again.value()).isEqualTo(bytes("{ not json"));
    assertThat(names(again)).containsExactly("tenant", "audio-insight-x", "audio-insight-job-id");
    worker(new ObedientProcessor(), Map.of());
    reader.awaitRecords(2, LIMIT);
    assertThat(reader.answers()).containsOnlyKeys(topics.jobs() + "-0-0");
  }

  @Test
  void shouldFetchBackWhatALetterOnlyRefersTo() {
    limit(topics.deadLetters(), 20_000);
    sender.send("large", 0, Map.of("fail", "INTERNAL", "what", LARGE));
    assertThat(deadLetters(1).records().get(0).value()).isNull();

    assertThat(replay("--all")).as(err.toString()).isZero();

    assertThat(output()).contains("reference", "1 moved");
    List<ConsumerRecord<byte[], byte[]>> jobs = jobs();
    assertThat(jobs).hasSize(2);
    assertThat(jobs.get(1).value()).isEqualTo(jobs.get(0).value());
  }

  @Test
  void shouldHoldFewOfTheLargestJobsAtOnce() {
    // Given letters that refer to jobs of 1.5 MB
    limit(topics.jobs(), 3_000_000);
    Sender anySize =
        opened(
            new Sender(bootstrapServers(), topics.jobs(), Map.of("max.request.size", "3000000")));
    for (int i = 0; i < 4; i++) {
      anySize.send("large-" + i, 0, Map.of("fail", "INTERNAL", "what", "x".repeat(1_500_000)));
    }
    deadLetters(4);

    assertThat(replay("--all", "-K", "max.request.size=3000000")).as(err.toString()).isZero();

    // Then the end of a transaction stands at offset 7, when 4 MB are moved
    assertThat(output()).contains("4 moved");
    assertThat(jobs())
        .extracting(ConsumerRecord::offset)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 8L);
  }

  @Test
  void shouldSayThatAReferenceLeadsNowhere() throws Exception {
    limit(topics.deadLetters(), 20_000);
    sender.send("large", 0, Map.of("fail", "INTERNAL", "what", LARGE));
    sender.send("small", 0, Map.of("fail", "INTERNAL"));
    deadLetters(2);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition(topics.jobs(), 0), RecordsToDelete.beforeOffset(1)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }

    assertThat(replay("--all")).isEqualTo(1);

    assertThat(output()).contains("the record it refers to is gone", "1 moved, 1 cannot be");
    // And it is still there for who wants to know
    assertThat(replay("--all")).isEqualTo(1);
    assertThat(output()).contains("0 moved, 1 cannot be");
  }

  @Test
  void shouldReportWhatIsLargerThanASegmentAndMoveTheOthers() {
    // Given a letter of 1.5 MB beside a small one, for a topic in segments of 1 MB
    for (String topic : List.of(topics.jobs(), topics.deadLetters())) {
      limit(topic, 3_000_000);
    }
    Map<String, String> anySize = Map.of("max.request.size", "3000000");
    Sender letters = opened(new Sender(bootstrapServers(), topics.deadLetters(), anySize));
    for (String value : List.of("x".repeat(1_500_000), "small")) {
      letters.sendRecord(
          new ProducerRecord<>(
              topics.deadLetters(), 0, new byte[] {1}, bytes(value), origin(topics.jobs())));
    }
    configure(topics.jobs(), TopicConfig.SEGMENT_BYTES_CONFIG, "1048576");

    assertThat(replay("--all", "-K", "max.request.size=3000000")).as(err.toString()).isEqualTo(1);

    assertThat(output()).contains("too large", "1 moved, 1 cannot be");
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void shouldReportWhatTheTopicDoesNotTakeAndMoveTheOthers() throws Exception {
    // Given two large letters among others
    for (String id : List.of("small-1", "large-1", "small-2", "small-3", "large-2")) {
      String what = id.startsWith("large") ? LARGE : "";
      sender.send(id, 0, Map.of("fail", "INTERNAL", "what", what));
    }
    deadLetters(5);
    limit(topics.jobs(), 20_000);

    // When they are sent so that some wait behind a large one, and fail as it does
    Path oneByOne = folder.resolve("kafka.properties");
    Files.writeString(oneByOne, "max.in.flight.requests.per.connection=1");
    assertThat(replay("--all", "--kafka-config", oneByOne.toString()))
        .as(err.toString())
        .isEqualTo(1);

    assertThat(output()).contains("too large", "3 moved, 2 cannot be");
    assertThat(jobs()).hasSize(8);
  }

  @Test
  void shouldPassOverRecordsOfOthersAndLettersOfTopicsThatAreGone() {
    sendLetter("no dead letter", List.of());
    sendLetter("lost", origin("no-such-topic"));

    assertThat(replay("--all")).isEqualTo(1);

    assertThat(output()).contains("its topic is not there", "0 moved, 1 cannot be");
  }

  @Test
  void shouldChooseByAge() {
    sender.send("bug", 0, Map.of("fail", "INTERNAL"));
    deadLetters(1);

    assertThat(replay("--older-than", "1h", "--dry-run")).isZero();
    assertThat(output()).contains("no dead letter is chosen");
    assertThat(replay("--newer-than", "1h", "--dry-run")).isZero();
    assertThat(output()).contains("1 would be moved");
  }

  @Test
  void shouldMoveNothingUnlessToldWhat() {
    assertThat(replay()).isEqualTo(2);
    assertThat(err.toString()).contains("say which");
    assertThat(replay("--all", "--code", "INTERNAL")).isEqualTo(2);
    assertThat(replay("--code", "NO_SUCH_CODE")).isEqualTo(2);
  }

  /** Lets a worker answer what was sent, and waits for so many dead letters. */
  private CommittedReader deadLetters(int count) {
    try (Worker worker = worker(new ObedientProcessor(), Map.of())) {
      CommittedReader letters =
          opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
      letters.awaitRecords(count, LIMIT);
      assertThat(worker.failure()).isNull();
      return letters;
    }
  }

  private static List<Header> origin(String topic) {
    return List.of(
        new RecordHeader("kafka_dlt-original-topic", bytes(topic)),
        new RecordHeader("kafka_dlt-original-partition", new byte[4]),
        new RecordHeader("kafka_dlt-original-offset", new byte[8]));
  }

  private void sendLetter(String value, List<Header> headers) {
    sender.sendRecord(
        new ProducerRecord<>(topics.deadLetters(), 0, new byte[] {1}, bytes(value), headers));
  }

  private List<ConsumerRecord<byte[], byte[]>> jobs() {
    try (CommittedReader jobs = new CommittedReader(bootstrapServers(), topics.jobs())) {
      jobs.readToEnd();
      return jobs.records();
    }
  }

  private int replay(String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "replay",
                "--bootstrap-servers",
                bootstrapServers(),
                "--dead-letter-topic",
                topics.deadLetters(),
                "--group",
                topics.group() + "-replay"));
    all.addAll(List.of(arguments));
    CommandLine commandLine = Main.commandLine();
    commandLine.setOverwrittenOptionsAllowed(true);
    return commandLine
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  /** What was printed since the last call. */
  private String output() {
    String text = out.toString();
    out.getBuffer().setLength(0);
    return text;
  }

  private static List<String> names(ConsumerRecord<byte[], byte[]> record) {
    return StreamSupport.stream(record.headers().spliterator(), false).map(Header::key).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
