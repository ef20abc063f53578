package dev.audioinsight.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.worker.engine.Completion;
import dev.audioinsight.worker.engine.JobRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Feared: an answer that the broker never takes, and so holds all others back. */
class OutgoingTest {
  private static final int LIMIT = 20_000;
  private static final Routes ROUTES = new Routes("jobs", "results", "dlq", "workers");
  private static final JobError FAULT = new JobError(ErrorCode.INTERNAL, "a fault", true);

  private final RecordLimits limits = new RecordLimits(LIMIT);

  @Test
  void shouldSendAResultThatFitsAsItIs() {
    Completion.Answered answered = Answers.completed(Answers.ticket(7, 1), 10);

    Outgoing outgoing = Outgoing.of(answered, ROUTES, limits);

    assertThat(outgoing.answered()).isSameAs(answered);
    assertThat(outgoing.records()).hasSize(1);
    assertThat(outgoing.shortenedRecords()).isZero();
  }

  @Test
  void shouldAnswerThatAResultIsTooLargeAndDeadLetterItsRecord() throws Exception {
    Outgoing outgoing = Outgoing.of(Answers.completed(Answers.ticket(7, 1), LIMIT), ROUTES, limits);

    Result.Failed result = (Result.Failed) result(outgoing);
    assertThat(result.error().code()).isEqualTo(ErrorCode.RESULT_TOO_LARGE);
    assertThat(result.error().retryable()).isFalse();
    assertThat(result.audio()).isNotNull();
    assertThat(result.metadata()).isNull();
    assertThat(letter(outgoing).value()).isEqualTo(new byte[] {1});
    assertThat(text(letter(outgoing), DeadLetterHeaders.CODE)).isEqualTo("RESULT_TOO_LARGE");
    assertThat(outgoing.answered().answer().isDeadLettered()).isTrue();
    assertThat(outgoing.shortenedRecords()).isEqualTo(1);
  }

  @Test
  void shouldKeepTheCodeOfAFailureWhoseMetadataAreTooLarge() throws Exception {
    Completion.Answered failed = Answers.failed(Answers.ticket(7, 1), FAULT, "x".repeat(LIMIT));

    Outgoing outgoing = Outgoing.of(failed, ROUTES, limits);

    Result.Failed result = (Result.Failed) result(outgoing);
    assertThat(result.error().code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(result.metadata()).isNull();
    assertThat(outgoing.records()).hasSize(2).allMatch(limits::takes);
  }

  @Test
  void shouldTakeEveryRecordUpToTheLimitAndNoneAbove() {
    for (int length = LIMIT - 1_000; length < LIMIT; length++) {
      Outgoing outgoing =
          Outgoing.of(Answers.completed(Answers.ticket(7, 1), length), ROUTES, limits);

      assertThat(outgoing.records()).allMatch(limits::takes);
      assertThat(outgoing.records().size())
          .isEqualTo(outgoing.answered().answer().isDeadLettered() ? 2 : 1);
    }
  }

  @Test
  void shouldKeepARecordByteForByteInItsDeadLetter() {
    byte[] value = {0, -1, 127, -128};
    JobRecord record =
        Answers.record(7, 2, value, List.of(header("a", 1), header("a", 2), header("b", 0)));

    ProducerRecord<byte[], byte[]> letter =
        letter(Outgoing.of(Answers.failed(Answers.ticket(record), FAULT), ROUTES, limits));

    assertThat(letter.key()).isEqualTo(new byte[] {7});
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().headers("a")).map(h -> h.value().length).containsExactly(1, 2);
    assertThat(text(letter, DeadLetterHeaders.TOPIC)).isEqualTo("jobs");
    assertThat(ByteBuffer.wrap(bytes(letter, DeadLetterHeaders.PARTITION)).getInt()).isZero();
    assertThat(ByteBuffer.wrap(bytes(letter, DeadLetterHeaders.OFFSET)).getLong()).isEqualTo(7);
    assertThat(ByteBuffer.wrap(bytes(letter, DeadLetterHeaders.TIMESTAMP)).getLong())
        .isEqualTo(1_234);
    assertThat(text(letter, DeadLetterHeaders.GROUP)).isEqualTo("workers");
    assertThat(text(letter, DeadLetterHeaders.MESSAGE)).isEqualTo("a fault");
    assertThat(text(letter, DeadLetterHeaders.EXCEPTION)).endsWith("JobFailedException");
    assertThat(text(letter, DeadLetterHeaders.JOB_ID)).isEqualTo("job-1");
  }

  @Test
  void shouldNotGrowADeadLetterThatComesAroundAgain() {
    List<JobRecord.Header> again = new ArrayList<>();
    letter(Outgoing.of(Answers.failed(Answers.ticket(7, 1), FAULT), ROUTES, limits))
        .headers()
        .forEach(header -> again.add(new JobRecord.Header(header.key(), header.value())));
    JobRecord record = Answers.record(9, 1, new byte[] {1}, again);

    ProducerRecord<byte[], byte[]> letter =
        letter(Outgoing.of(Answers.failed(Answers.ticket(record), FAULT), ROUTES, limits));

    assertThat(letter.headers().toArray()).hasSameSizeAs(again);
    assertThat(ByteBuffer.wrap(bytes(letter, DeadLetterHeaders.OFFSET)).getLong()).isEqualTo(9);
  }

  @Test
  void shouldReferToARecordThatIsTooLargeForItsDeadLetter() {
    JobRecord record = Answers.record(7, 1, new byte[LIMIT], List.of(header("trace", 100)));

    Outgoing outgoing = Outgoing.of(Answers.failed(Answers.ticket(record), FAULT), ROUTES, limits);

    ProducerRecord<byte[], byte[]> letter = letter(outgoing);
    assertThat(letter.value()).isNull();
    assertThat(letter.key()).isEqualTo(new byte[] {7});
    assertThat(bytes(letter, "trace")).hasSize(100);
    assertThat(text(letter, DeadLetterHeaders.VALUE_OMITTED)).isEqualTo("" + LIMIT);
    assertThat(text(letter, DeadLetterHeaders.HEADERS_OMITTED)).isEqualTo("0");
    assertThat(ByteBuffer.wrap(bytes(letter, DeadLetterHeaders.OFFSET)).getLong()).isEqualTo(7);
  }

  @Test
  void shouldCapTheHeadersOfAReference() {
    List<JobRecord.Header> headers = new ArrayList<>();
    headers.add(header("huge", DeadLetters.MAX_HEADER_BYTES));
    for (int i = 0; i < 100; i++) {
      headers.add(header("h" + i, 500));
    }
    JobRecord record = Answers.record(7, 1, new byte[1], headers);

    ProducerRecord<byte[], byte[]> letter =
        letter(Outgoing.of(Answers.failed(Answers.ticket(record), FAULT), ROUTES, limits));

    assertThat(letter.headers().lastHeader("huge")).isNull();
    long kept =
        StreamSupport.stream(letter.headers().spliterator(), false)
            .filter(header -> header.key().startsWith("h"))
            .count();
    assertThat(kept).isBetween(20L, 40L);
    assertThat(text(letter, DeadLetterHeaders.HEADERS_OMITTED)).isEqualTo("" + (101 - kept));
    assertThat(limits.takes(letter)).isTrue();
  }

  @Test
  void shouldEndWithFormsThatHoldNothingOfTheSenders() {
    // Given a sender who makes everything as large as it may be
    JobRecord record =
        new JobRecord(
            Answers.ticket(7, 1).record().source(),
            0,
            new byte[4_000],
            new byte[LIMIT],
            List.of(header("traceparent", 2_000), header("baggage", 2_000), header("x", 900)));
    RecordLimits small = new RecordLimits(RecordLimits.MIN_BYTES);
    Outgoing outgoing =
        Outgoing.of(Answers.completed(Answers.ticket(record), LIMIT), ROUTES, small);
    assertThat(outgoing.records()).hasSize(2).allMatch(small::takes);

    // When the broker refuses whatever comes
    for (int i = 0; i < 2; i++) {
      for (Optional<Outgoing> next = Optional.of(outgoing); next.isPresent(); ) {
        outgoing = next.get();
        next = outgoing.smaller(outgoing.records().get(i), ROUTES);
      }
    }

    assertThat(outgoing.records())
        .hasSize(2)
        .allSatisfy(
            bare -> assertThat(RecordLimits.sizeOf(bare)).isLessThan(RecordLimits.MIN_BYTES / 4));
    assertThat(outgoing.records().get(0).key()).asString().isEqualTo("job-1");
    assertThat(outgoing.records().get(1).key()).isNull();
  }

  @Test
  void shouldLearnFromWhatTheBrokerRefuses() {
    Outgoing refused = Outgoing.of(Answers.completed(Answers.ticket(7, 1), 5_000), ROUTES, limits);

    limits.refused(refused.records().get(0));

    Outgoing next = Outgoing.of(Answers.completed(Answers.ticket(8, 1), 5_000), ROUTES, limits);
    assertThat(next.answered().answer().error())
        .map(JobError::code)
        .contains(ErrorCode.RESULT_TOO_LARGE);
    assertThat(next.records().get(1).value()).isNotNull();
  }

  @Test
  void shouldCheckTheDeadLetterThatComesWithAShorterResult() {
    // Given a job and a result of the same size, and a broker that refuses the result alone
    JobRecord record = Answers.record(7, 1, new byte[10_000], List.of());
    Outgoing refused =
        Outgoing.of(Answers.completed(Answers.ticket(record), 10_000), ROUTES, limits);
    limits.refused(new ProducerRecord<>("dlq", new byte[5_000]));

    Outgoing next = refused.smaller(refused.records().get(0), ROUTES).orElseThrow();
    assertThat(next.records()).as("as the broker would refuse it").anyMatch(r -> !limits.takes(r));

    assertThat(next.fitting(ROUTES, limits).records()).hasSize(2).allMatch(limits::takes);
  }

  private static JobRecord.Header header(String name, int length) {
    return new JobRecord.Header(name, new byte[length]);
  }

  private static Result result(Outgoing outgoing) throws java.io.IOException {
    return ResultCodec.decode(outgoing.records().get(0).value());
  }

  private static ProducerRecord<byte[], byte[]> letter(Outgoing outgoing) {
    assertThat(outgoing.records()).hasSize(2);
    assertThat(outgoing.records().get(1).topic()).isEqualTo("dlq");
    return outgoing.records().get(1);
  }

  private static String text(ProducerRecord<byte[], byte[]> record, String name) {
    return new String(bytes(record, name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ProducerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    assertThat(header).as(name).isNotNull();
    return header.value();
  }
}
