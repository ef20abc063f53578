package dev.audioinsight.contract;

import static dev.audioinsight.contract.TestMessages.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that were made to break a reader: each is refused in one short line. */
class HostileJobTest {
  private static final String BIG = "x".repeat(10_000_000);

  static Stream<byte[]> unreadable() {
    return Stream.of(
        "{\"a\":".repeat(100_000).getBytes(UTF_8),
        "[".repeat(100_000).getBytes(UTF_8),
        job("\"metadata\": " + "[".repeat(100_000) + "]".repeat(100_000)),
        job("\"timeoutMs\": " + "9".repeat(100_000)),
        job("\"metadata\": " + "9".repeat(100_000)),
        job("\"options\": {\"vadHopSize\": 1e99999999999999999999}"),
        job("\"" + BIG + "\": 1"),
        job("\"jobId\": \"" + BIG + "\""),
        job("\"jobId\": " + BIG),
        job("\"expiresAt\": \"" + BIG + "\""),
        job("\"analyses\": [\"" + BIG + "\"]"),
        job("\"options\": {\"channels\": \"" + BIG + "\"}"),
        ("{\"audio\": {\"uri\": \"file:///" + BIG + "\"}}").getBytes(UTF_8),
        ("{\"audio\": {\"uri\": \"file:///" + BIG + " \"}}").getBytes(UTF_8),
        ("{\"audio\": {\"data\": \"" + BIG + "!\"}}").getBytes(UTF_8));
  }

  @ParameterizedTest(name = "[{index}]")
  @MethodSource("unreadable")
  void shouldRefuseItInOneShortLine(byte[] value) {
    JobError error = refusal(value).error();

    assertThat(error.code()).isIn(ErrorCode.INVALID_JOB, ErrorCode.INVALID_OPTIONS);
    assertThat(error.message())
        .hasSizeLessThan(250)
        .doesNotContain("\n")
        .doesNotContain("x".repeat(30));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"jobId\": \"a\", \"jobId\": \"b\"",
        "\"options\": {\"minSpeakers\": 1, \"minSpeakers\": 2}",
        "\"metadata\": {\"a\": 1, \"a\": 1}"
      })
  void shouldRefuseAFieldThatIsGivenTwice(String fields) {
    assertThat(refusal(job(fields)).error().message())
        .startsWith("the record is not JSON: Duplicate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "x", "]", "/* c */"})
  void shouldRefuseWhatFollowsTheObject(String rest) {
    byte[] value = (new String(job(""), UTF_8) + rest).getBytes(UTF_8);

    assertThat(refusal(value).error().message()).startsWith("the record is not JSON: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b226122ff7d", // a byte that UTF-8 does not have
        "7b2261c3223a317d", // a character without its second byte
        "7b22eda080223a317d", // a surrogate in three bytes
        "0000feffffffffff", // UTF-32 past the last code point
        "0000007b7fffffff",
        "feff007bd800",
        "52494646ffff000057415645", // a WAV file
        "00"
      })
  void shouldRefuseBytesThatAreNoText(String hex) {
    assertThat(refusal(HexFormat.of().parseHex(hex)).error().code())
        .isEqualTo(ErrorCode.INVALID_JOB);
  }

  @Test
  void shouldTakeMetadataOfTenMegabytes() throws Exception {
    Job job = JobCodec.decode(job("\"metadata\": \"" + BIG + "\""), "id");

    assertThat(job.metadata().orElseThrow().textValue()).hasSize(BIG.length());
  }

  @Test
  void shouldReadAsDeepAsItSays() throws Exception {
    int depth = Json.MAX_DEPTH - 1;
    byte[] deepest = job("\"metadata\": " + "[".repeat(depth) + "]".repeat(depth));
    byte[] tooDeep = job("\"metadata\": " + "[".repeat(depth + 1) + "]".repeat(depth + 1));

    Job job = JobCodec.decode(deepest, "id");

    assertThat(JobCodec.decode(JobCodec.encode(job), "id")).isEqualTo(job);
    assertThat(refusal(tooDeep).error().code()).isEqualTo(ErrorCode.INVALID_JOB);
  }

  private static InvalidJobException refusal(byte[] value) {
    InvalidJobException refusal =
        catchThrowableOfType(InvalidJobException.class, () -> JobCodec.decode(value, "id"));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
