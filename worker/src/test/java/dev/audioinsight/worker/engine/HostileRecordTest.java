package dev.audioinsight.worker.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.DeadLetterHeaders;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.Source;
import dev.audioinsight.worker.hostile.Allocation;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that were made to break the worker; each has its answer, within bounds. */
class HostileRecordTest {
  private static final int MEGABYTE = 1 << 20;

  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final AtomicLong audioBytes = new AtomicLong(-1);

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void shouldDecodeHundredMegabytesOfBase64IntoOneArrayAndNoText() throws Exception {
    byte[] value = inlineJob(100 * MEGABYTE, 'A');

    Answer answer = Allocation.within(80L * MEGABYTE, () -> answer(value));

    assertThat(answer.error()).isEmpty();
    assertThat(audioBytes).hasValue(75L * MEGABYTE);
  }

  @Test
  void shouldTakeHundredMegabytesOfRawAudioWithoutACopy() throws Exception {
    JobRecord record =
        record(
            new byte[100 * MEGABYTE],
            List.of(new JobRecord.Header("content-type", "audio/wav".getBytes(UTF_8))));

    Answer answer = Allocation.within(MEGABYTE, () -> answer(record));

    assertThat(answer.error()).isEmpty();
    assertThat(audioBytes).hasValue(100L * MEGABYTE);
  }

  @Test
  void shouldRefuseHeadersOfMegabytesInOneLine() throws Exception {
    byte[] flood = "[".repeat(4 * MEGABYTE).getBytes(UTF_8);
    JobRecord record =
        record(
            new byte[1],
            List.of(
                new JobRecord.Header("audio-insight-metadata", flood),
                new JobRecord.Header("audio-insight-vad-hop-size", flood),
                new JobRecord.Header("content-type", new byte[4 * MEGABYTE]),
                new JobRecord.Header("content-type", "audio/wav".getBytes(UTF_8)),
                new JobRecord.Header("content-type", null)));

    Answer answer = Allocation.within(64L * MEGABYTE, () -> answer(record));

    assertThat(answer.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(answer.error().orElseThrow().message())
        .isEqualTo("audio-insight-metadata must be JSON");
  }

  @Test
  void shouldRefuseHundredMegabytesThatAreAlmostBase64WithoutATextOfThem() throws Exception {
    byte[] value = inlineJob(100 * MEGABYTE, 'A');
    value[value.length - 10] = '!';

    Answer answer = Allocation.within(80L * MEGABYTE, () -> answer(value));

    assertThat(answer.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(answer.result().jobId()).isEqualTo("big");
  }

  @Test
  void shouldRefuseMoreInlineAudioThanAJobMayCarry() throws Exception {
    byte[] value = inlineJob(132 * MEGABYTE, 'A');

    Answer answer = Allocation.within(100L * MEGABYTE, () -> answer(value));

    assertThat(answer.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(answer.error().orElseThrow().message()).contains("audio.data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void shouldRefuseNestingWithoutFollowingIt(String nest) throws Exception {
    byte[] value = ("{\"metadata\": " + nest.repeat(100_000)).getBytes(UTF_8);

    Answer answer = Allocation.within(MEGABYTE, () -> answer(value));

    assertThat(answer.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_JOB);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeoutMs\": 1e999999999",
        "\"timeoutMs\": 1e-999999999",
        "\"timeoutMs\": -1e2147483647",
        "\"timeoutMs\": 1e2147483648",
        "\"timeoutMs\": 9223372036854775808",
        "\"options\": {\"vadThreshold\": 1e-2147483647}",
        "\"options\": {\"vadHopSize\": 256e-999999999}",
        "\"jobId\": \"\\ud800\"",
        "\"jobId\": \"a\\u0000b\"",
        "\"jobId\": \"a\\r\\nX-Injected: 1\"",
        "\"jobId\": \"\\u001b[31m\"",
        "\"jobId\": \"a\\u2028b\"",
        "\"jobId\": \"one\", \"jobId\": \"two\"",
        "\"audio\": {\"uri\": \"file:///a\"}",
        "\"metadata\": {\"\\udc00\": 1}",
        "\"audio\\u0000\": 1, \"audio\\u0000\": 1"
      })
  void shouldRefuseNumbersIdsAndFieldsThatNoJobHas(String field) throws Exception {
    byte[] value = Processors.json(", " + field).getBytes(UTF_8);

    Answer answer = Allocation.within(MEGABYTE, () -> answer(value));

    JobError error = answer.error().orElseThrow();
    assertThat(error.code()).isIn(ErrorCode.INVALID_JOB, ErrorCode.INVALID_OPTIONS);
    assertThat(answer.result().jobId()).isEqualTo("jobs-0-7");
    assertThat(error.message()).hasSizeLessThan(250).doesNotContainPattern("\\p{Cntrl}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\\ud800\"", "{\"a\": \"\\ud83d\"}", "\"\\u0000\\u001b\"", "1e-2147483647"})
  void shouldGiveOddMetadataBackAsTheyCame(String metadata) throws Exception {
    byte[] value = Processors.json(", \"metadata\": " + metadata).getBytes(UTF_8);

    Answer answer = answer(value);

    assertThat(ResultCodec.decode(answer.bytes()).metadata())
        .isEqualTo(answer.result().metadata())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "\u0000", "\u2029"})
  void shouldNotTakeAJobIdFromAHeaderThatCannotStandInALogLine(String id) {
    List<JobRecord.Header> headers =
        List.of(
            new JobRecord.Header("\u0000\r\n", null),
            new JobRecord.Header("x".repeat(100_000), new byte[3]),
            new JobRecord.Header(DeadLetterHeaders.JOB_ID, id.getBytes(UTF_8)));

    assertThat(record(new byte[0], headers).defaultJobId()).isEqualTo("jobs-0-7");
  }

  @Test
  void shouldCountWhatManyShortHeadersHold() {
    List<JobRecord.Header> headers = Collections.nCopies(500_000, new JobRecord.Header("", null));

    JobRecord record =
        new JobRecord(new Source("jobs", 0, 0, 1), 0, null, new byte[] {1, 2, 3}, headers);

    assertThat(record.size())
        .as("a record of 1 MB holds 26 MB of headers")
        .isGreaterThan(26_000_000);
  }

  private Answer answer(byte[] value) {
    return answer(record(value, List.of()));
  }

  private Answer answer(JobRecord record) {
    JobProcessor processor =
        (job, cancellation) -> {
          if (job.audio() instanceof AudioSource.Inline inline) {
            audioBytes.set(inline.bytes().remaining());
          }
          return Processors.silence(job, cancellation);
        };
    return Processors.answerer(processor, deadlines)
        .answer(new Ticket(record, 1, System.nanoTime()));
  }

  private static byte[] inlineJob(int length, char base64) {
    byte[] head = "{\"jobId\": \"big\", \"audio\": {\"data\": \"".getBytes(UTF_8);
    byte[] tail = "\"}}".getBytes(UTF_8);
    byte[] value = Arrays.copyOf(head, head.length + length + tail.length);
    Arrays.fill(value, head.length, head.length + length, (byte) base64);
    System.arraycopy(tail, 0, value, head.length + length, tail.length);
    return value;
  }

  private static JobRecord record(byte[] value, List<JobRecord.Header> headers) {
    return new JobRecord(new Source("jobs", 0, 7, 1), 0, null, value, headers);
  }
}
