package dev.audioinsight.contract;

import static dev.audioinsight.contract.TestMessages.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobCodecTest {
  private static final String DEFAULT_ID = "audio.jobs-3-1187";

  @Test
  void shouldFillInWhatAJobLeavesOut() throws Exception {
    Job job = JobCodec.decode(job(""), DEFAULT_ID);

    assertThat(job)
        .isEqualTo(Job.of(DEFAULT_ID, new AudioSource.Remote(URI.create("file:///a.wav"))));
  }

  @Test
  void shouldTakeNullForAbsent() throws Exception {
    byte[] nulls =
        job(
            "\"jobId\": null, \"analyses\": null, \"options\": null, \"timeoutMs\": null,"
                + " \"expiresAt\": null");

    assertThat(JobCodec.decode(nulls, DEFAULT_ID)).isEqualTo(JobCodec.decode(job(""), DEFAULT_ID));
    assertThat(TestMessages.faultsOfJob(nulls)).isEmpty();
  }

  @Test
  void shouldIgnoreUnknownFieldsEverywhere() throws Exception {
    byte[] value =
        "{\"a\": [1, {}], \"audio\": {\"uri\": \"file:///a.wav\", \"b\": 2}, \"options\": {\"c\": 3}}"
            .getBytes(UTF_8);

    assertThat(JobCodec.decode(value, DEFAULT_ID)).isEqualTo(JobCodec.decode(job(""), DEFAULT_ID));
    assertThat(TestMessages.faultsOfJob(value)).isEmpty();
  }

  @Test
  void shouldReadAudioInsideTheJob() throws Exception {
    byte[] value = "{\"audio\": {\"data\": \"UklGRg==\"}}".getBytes(UTF_8);

    Job job = JobCodec.decode(value, DEFAULT_ID);

    assertThat(job.audio()).isEqualTo(AudioSource.Inline.of("RIFF".getBytes(UTF_8)));
    assertThat(job.audio()).hasToString("Inline[4 bytes]");
  }

  @Test
  void shouldReadAWholeNumberThatIsWrittenAsADecimal() throws Exception {
    byte[] value = job("\"timeoutMs\": 6e4, \"options\": {\"vadHopSize\": 512.0}");

    Job job = JobCodec.decode(value, DEFAULT_ID);

    assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(job.options().vadHopSize()).isEqualTo(512);
    assertThat(TestMessages.faultsOfJob(value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          jobId     | "jobId": 7
          jobId     | "jobId": ""
          jobId     | "jobId": " \\t"
          jobId     | "jobId": "a\\u0000b"
          jobId     | "jobId": "a\\nb"
          jobId     | "jobId": "a\\u2028b"
          jobId     | "jobId": "a\\ud800b"
          analyses  | "analyses": "snr"
          analyses  | "analyses": []
          analyses  | "analyses": ["SNR"]
          analyses  | "analyses": [null]
          timeoutMs | "timeoutMs": "60000"
          timeoutMs | "timeoutMs": 0
          timeoutMs | "timeoutMs": -1
          timeoutMs | "timeoutMs": 1.5
          timeoutMs | "timeoutMs": 86400001
          timeoutMs | "timeoutMs": 9223372036854775807
          timeoutMs | "timeoutMs": -9223372036854775808
          timeoutMs | "timeoutMs": 9223372036854775808
          timeoutMs | "timeoutMs": 1e999999999
          expiresAt | "expiresAt": 1767225600
          expiresAt | "expiresAt": "tomorrow"
          expiresAt | "expiresAt": "2026-01-31"
          """)
  void shouldNameTheFieldOfAnInvalidJob(String field, String json) {
    InvalidJobException refusal = refusal(job(json));

    assertThat(refusal.error().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(refusal.error().message()).startsWith(field + " ");
    assertThat(refusal.error().retryable()).isFalse();
    assertThat(refusal.jobId()).isEqualTo(DEFAULT_ID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          audio is missing          | {}
          audio is missing          | {"audio": null}
          audio must be an object   | {"audio": "file:///a.wav"}
          audio must have either    | {"audio": {}}
          audio must have either    | {"audio": {"uri": "file:///a.wav", "data": ""}}
          audio.uri must be a str   | {"audio": {"uri": 1}}
          audio.uri must be abs     | {"audio": {"uri": "a.wav"}}
          audio.uri must be abs     | {"audio": {"uri": ""}}
          audio.uri is not a URI    | {"audio": {"uri": "file:///a b.wav"}}
          audio.uri is not a URI    | {"audio": {"uri": "file:///a\\u0000.wav"}}
          audio.data must be a str  | {"audio": {"data": [82, 73]}}
          audio.data is not Base64  | {"audio": {"data": "%%%%"}}
          audio.data is not Base64  | {"audio": {"data": "UklGRg"}}
          """)
  void shouldSayWhatIsWrongWithTheAudio(String message, String json) {
    InvalidJobException refusal = refusal(json.getBytes(UTF_8));

    assertThat(refusal.error().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(refusal.error().message()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          options              | []
          options              | "fast"
          options.vadHopSize   | {"vadHopSize": "256"}
          options.vadHopSize   | {"vadHopSize": 128}
          options.vadHopSize   | {"vadHopSize": 256.5}
          options.vadHopSize   | {"vadHopSize": 4294967552}
          options.vadHopSize   | {"vadHopSize": -9223372036854775808}
          options.vadHopSize   | {"vadHopSize": 1e400}
          options.vadThreshold | {"vadThreshold": "0.5"}
          options.vadThreshold | {"vadThreshold": 0}
          options.vadThreshold | {"vadThreshold": 1.0}
          options.vadThreshold | {"vadThreshold": -0.1}
          options.vadThreshold | {"vadThreshold": 1e400}
          options.minSpeakers  | {"minSpeakers": 0}
          options.minSpeakers  | {"minSpeakers": 3, "maxSpeakers": 2}
          options.minSpeakers  | {"minSpeakers": true}
          options.maxSpeakers  | {"maxSpeakers": 0}
          options.maxSpeakers  | {"maxSpeakers": 21}
          options.maxSpeakers  | {"maxSpeakers": 2147483648}
          options.channels     | {"channels": "MIX"}
          options.channels     | {"channels": 1}
          """)
  void shouldNameTheOptionThatIsWrong(String field, String json) {
    InvalidJobException refusal = refusal(job("\"jobId\": \"mine\", \"options\": " + json));

    assertThat(refusal.error().code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(refusal.error().message()).startsWith(field + " ");
    assertThat(refusal.jobId()).isEqualTo("mine");
  }

  @Test
  void shouldKeepIdAndMetadataOfAnInvalidJob() {
    InvalidJobException refusal =
        refusal(job("\"jobId\": \"mine\", \"metadata\": [1], \"timeoutMs\": -5"));

    assertThat(refusal.jobId()).isEqualTo("mine");
    assertThat(refusal.metadata()).map(Object::toString).isEqualTo(Optional.of("[1]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "7",
        "\"text\"",
        "[]",
        "[{\"audio\": {\"uri\": \"file:///a.wav\"}}]",
        "",
        " "
      })
  void shouldRefuseWhatIsNotAnObject(String json) {
    InvalidJobException refusal = refusal(json.getBytes(UTF_8));

    assertThat(refusal.error())
        .isEqualTo(new JobError(ErrorCode.INVALID_JOB, "the record is not a JSON object", false));
    assertThat(refusal.jobId()).isEqualTo(DEFAULT_ID);
    assertThat(refusal.metadata()).isEmpty();
  }

  @Test
  void shouldRefuseARecordWithoutAValue() {
    assertThat(refusal(null).error().message()).isEqualTo("the record has no value");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, Job.MAX_ID_LENGTH})
  void shouldTakeAnIdOfAnAllowedLength(int length) throws Exception {
    String id = "\uD83C\uDF99".repeat(length);

    byte[] value = job("\"jobId\": \"" + id + "\"");

    assertThat(JobCodec.decode(value, DEFAULT_ID).jobId()).isEqualTo(id);
    assertThat(TestMessages.faultsOfJob(value)).isEmpty();
  }

  @Test
  void shouldRefuseAnIdThatIsTooLong() {
    String id = "x".repeat(Job.MAX_ID_LENGTH + 1);

    assertThat(refusal(job("\"jobId\": \"" + id + "\"")).error().message())
        .isEqualTo("jobId must have 1 to 300 characters and not be blank");
  }

  @Test
  void shouldHaveRoomForTheLongestDefaultId() {
    String id = Job.defaultId("t".repeat(249), Integer.MAX_VALUE, Long.MAX_VALUE);

    assertThat(Job.of(id, AudioSource.Inline.of(new byte[0])).jobId()).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1.10",
        "1E+400",
        "12345678901234567890123",
        "0.1234567890123456789012",
        "\"a\\u0000\"",
        "{\"b\":[true,{}],\"a\":\"ü\"}"
      })
  void shouldGiveMetadataBackAsTheyWereSent(String metadata) throws Exception {
    Job job = JobCodec.decode(job("\"metadata\": " + metadata), DEFAULT_ID);

    Result result =
        new Result.Failed(
            job.jobId(),
            new JobError(ErrorCode.NOT_FOUND, "gone", false),
            null,
            job.metadata().orElseThrow(),
            null,
            null,
            null);

    assertThat(new String(ResultCodec.encode(result), UTF_8))
        .endsWith(",\"metadata\":" + metadata + "}");
    assertThat(ResultCodec.decode(ResultCodec.encode(result))).isEqualTo(result);
  }

  @Test
  void shouldGiveBackMetadataWithAnUnpairedSurrogate() throws Exception {
    Job job = JobCodec.decode(job("\"metadata\": \"a\\ud800b\""), DEFAULT_ID);

    assertThat(JobCodec.decode(JobCodec.encode(job), DEFAULT_ID)).isEqualTo(job);
  }

  @Test
  void shouldRefuseATimeLimitThatIsNoneInWholeMilliseconds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withTimeout(Duration.ofNanos(999_999)))
        .withMessage("timeoutMs must be from 1 to 86400000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> withTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(withTimeout(Duration.ofNanos(1_999_999)).timeout()).isEqualTo(Duration.ofMillis(1));
  }

  private static Job withTimeout(Duration timeout) {
    return new Job(
        "a",
        AudioSource.Inline.of(new byte[0]),
        Set.of(Analysis.SNR),
        Options.DEFAULT,
        timeout,
        Optional.empty(),
        Optional.empty());
  }

  private static InvalidJobException refusal(byte[] value) {
    InvalidJobException refusal =
        catchThrowableOfType(InvalidJobException.class, () -> JobCodec.decode(value, DEFAULT_ID));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
