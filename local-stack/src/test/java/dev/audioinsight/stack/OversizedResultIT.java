package dev.audioinsight.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.KafkaIT;
import dev.audioinsight.stack.harness.ObedientProcessor;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.worker.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Feared: one result that the broker does not take makes every later transaction fail. */
@Tag("both-brokers")
class OversizedResultIT extends KafkaIT {
  private static final String LARGE = "x".repeat(50_000);
  private static final int SMALL = 20_000;
  private static final Map<String, String> ANY_SIZE = Map.of("max.request.size", "3000000");

  @TempDir Path folder;

  @Test
  void shouldAskTheTopicHowMuchItTakes() {
    // Given a topic that takes less than the producer would send
    limit(topics.results(), SMALL);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    sender.send("large", 0, Map.of("what", LARGE));
    sender.send("small", 0, Map.of());

    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), Map.of()), meters);

    reader.assertEachAnsweredOnce(List.of("large", "small"), LIMIT);
    assertThat(error("large")).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(aborted(meters)).isZero();
    ConsumerRecord<byte[], byte[]> letter = letter();
    assertThat(new String(letter.value(), StandardCharsets.UTF_8)).contains("large", LARGE);
  }

  @ParameterizedTest
  @EnumSource(KafkaSettings.Delivery.class)
  void shouldFindTheCulpritWhenTheTopicTakesLessThanItSaid(KafkaSettings.Delivery delivery)
      throws Exception {
    // Given a worker that knows the topic's limit, which is lowered afterwards
    Path gate = folder.resolve("gate");
    List<String> ids = new ArrayList<>(List.of("large", "larger"));
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    sender.send("first", 0, Map.of());
    worker(
        new ObedientProcessor(),
        topics.settings(bootstrapServers(), 200, delivery, Map.of()),
        meters);
    reader.awaitRecords(1, LIMIT);
    limit(topics.results(), SMALL);

    // When results come that are too large now, among others
    sender.send("large", 0, Map.of("gate", gate.toString(), "what", LARGE));
    for (int i = 0; i < 50; i++) {
      ids.add("small-" + i);
      sender.send("small-" + i, 0, Map.of());
    }
    Files.createFile(gate);
    reader.awaitUntil(() -> reader.answers().containsKey("large"), LIMIT);
    sender.send("larger", 0, Map.of("what", LARGE + LARGE));

    // Then each is answered, at the price of one transaction
    ids.add("first");
    if (delivery == KafkaSettings.Delivery.EXACTLY_ONCE) {
      reader.assertEachAnsweredOnce(ids, LIMIT);
    } else {
      reader.awaitUntil(() -> reader.answers().keySet().containsAll(ids), LIMIT);
      assertThat(reader.answers().keySet()).containsExactlyInAnyOrderElementsOf(ids);
    }
    assertThat(error("large")).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(error("larger")).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(aborted(meters)).isEqualTo(1);
    await()
        .atMost(LIMIT)
        .until(() -> meters.get("audio.insight.records.shortened").counter().count() == 2);
  }

  @Test
  void shouldNotBlameThoseThatWaitBehindTheCulprit() throws Exception {
    // Given a worker that sends one request at a time, and a limit that it does not know
    Path gate = folder.resolve("gate");
    sender.send("first", 0, Map.of());
    worker(new ObedientProcessor(), Map.of("max.in.flight.requests.per.connection", "1"));
    reader.awaitRecords(1, LIMIT);
    limit(topics.results(), SMALL);

    // When results that are too large go out among others
    for (int i = 0; i < 10; i++) {
      sender.send("large-" + i, 0, Map.of("gate", gate.toString(), "what", LARGE));
      sender.send("small-" + i, 0, Map.of("gate", gate.toString()));
    }
    Files.createFile(gate);

    // Then only those are said to be too large
    List<String> large = IntStream.range(0, 10).mapToObj(i -> "large-" + i).toList();
    List<String> all = new ArrayList<>(large);
    IntStream.range(0, 10).forEach(i -> all.add("small-" + i));
    all.add("first");
    reader.assertEachAnsweredOnce(all, LIMIT);
    assertThat(reader.results().stream().filter(Result.Failed.class::isInstance))
        .extracting(Result::jobId)
        .containsExactlyInAnyOrderElementsOf(large);
  }

  @Test
  void shouldAskTheTopicHowLargeItsSegmentsAre() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    segments();
    sendLargerThanASegment();

    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), ANY_SIZE), meters);

    reader.assertEachAnsweredOnce(List.of("large", "small"), LIMIT);
    assertThat(error("large")).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(letter().value()).isNull();
    assertThat(aborted(meters)).isZero();
  }

  @ParameterizedTest
  @EnumSource(KafkaSettings.Delivery.class)
  void shouldShortenWhatIsLargerThanASegment(KafkaSettings.Delivery delivery) {
    // Given a worker that knows segments larger than those that follow
    limit(topics.results(), 3_000_000);
    limit(topics.deadLetters(), 3_000_000);
    sender.send("first", 0, Map.of());
    worker(new ObedientProcessor(), topics.settings(bootstrapServers(), 200, delivery, ANY_SIZE));
    reader.awaitRecords(1, LIMIT);
    segments();

    sendLargerThanASegment();

    reader.awaitUntil(() -> reader.answers().size() == 3, LIMIT);
    assertThat(error("large")).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(letter().value()).isNull();
  }

  /** Results and dead letters of 3 MB are taken, in segments of 1 MB. */
  private void segments() {
    for (String topic : List.of(topics.results(), topics.deadLetters())) {
      limit(topic, 3_000_000);
      configure(topic, TopicConfig.SEGMENT_BYTES_CONFIG, "1048576");
    }
  }

  private void sendLargerThanASegment() {
    limit(topics.jobs(), 3_000_000);
    Sender anySize = opened(new Sender(bootstrapServers(), topics.jobs(), ANY_SIZE));
    anySize.send("large", 0, Map.of("what", "x".repeat(1_500_000)));
    anySize.send("small", 0, Map.of());
  }

  @Test
  void shouldReferToARecordThatIsTooLargeForTheDeadLetterTopic() {
    limit(topics.deadLetters(), SMALL);
    sender.send("large", 0, Map.of("what", LARGE, "fail", "INTERNAL"));

    worker(new ObedientProcessor(), Map.of());

    reader.assertEachAnsweredOnce(List.of("large"), LIMIT);
    ConsumerRecord<byte[], byte[]> letter = letter();
    assertThat(letter.value()).isNull();
    assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo(topics.jobs());
    assertThat(header(letter, "audio-insight-job-id")).isEqualTo("large");
    assertThat(Integer.parseInt(header(letter, "audio-insight-value-omitted")))
        .isGreaterThan(LARGE.length());
  }

  @Test
  void shouldReferLateWhereTheDeadLetterTopicTakesLessThanItSaid() {
    sender.send("first", 0, Map.of());
    worker(new ObedientProcessor(), Map.of());
    reader.awaitRecords(1, LIMIT);
    limit(topics.deadLetters(), SMALL);

    sender.send("large", 0, Map.of("what", LARGE, "fail", "INTERNAL"));
    sender.send("small", 0, Map.of());

    reader.assertEachAnsweredOnce(List.of("first", "large", "small"), LIMIT);
    assertThat(error("large")).isEqualTo(ErrorCode.INTERNAL);
    assertThat(letter().value()).isNull();
  }

  private ConsumerRecord<byte[], byte[]> letter() {
    CommittedReader letters = opened(new CommittedReader(bootstrapServers(), topics.deadLetters()));
    letters.awaitRecords(1, LIMIT);
    letters.readToEnd();
    assertThat(letters.records()).hasSize(1);
    return letters.records().get(0);
  }

  private ErrorCode error(String jobId) {
    return reader.results().stream()
        .filter(result -> result.jobId().equals(jobId))
        .map(result -> ((Result.Failed) result).error().code())
        .findFirst()
        .orElseThrow();
  }

  private static double aborted(SimpleMeterRegistry meters) {
    return meters.get("audio.insight.transactions").tag("outcome", "aborted").counter().count();
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
