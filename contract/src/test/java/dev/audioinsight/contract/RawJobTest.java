package dev.audioinsight.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a record that carries audio is read as another job than the same one in JSON. */
class RawJobTest {
  private static final byte[] AUDIO = "RIFF....WAVE".getBytes(UTF_8);
  private static final String BIG = "x".repeat(1_000_000);

  @Test
  void shouldTakeTheDefaultsWhereAContentTypeIsAllThatIsSaid() throws Exception {
    Job job = decode(Map.of("content-type", "audio/wav"));

    assertThat(job).isEqualTo(Job.of("default", AudioSource.Inline.of(AUDIO)));
  }

  @Test
  void shouldReadEveryHeader() throws Exception {
    Job job =
        decode(
            Map.ofEntries(
                Map.entry("content-type", "audio/L16;rate=16000"),
                Map.entry("audio-insight-job-id", "call-0042"),
                Map.entry("audio-insight-analyses", "speakers , snr"),
                Map.entry("audio-insight-vad-hop-size", " 512 "),
                Map.entry("audio-insight-vad-threshold", "0.25"),
                Map.entry("audio-insight-min-speakers", "2"),
                Map.entry("audio-insight-max-speakers", "3"),
                Map.entry("audio-insight-channels", "separate"),
                Map.entry("audio-insight-timeout-ms", "60000"),
                Map.entry("audio-insight-expires-at", "2026-01-31T12:00:00Z"),
                Map.entry("audio-insight-metadata", "{\"tenant\": \"acme\"}"),
                Map.entry("audio-insight-duration-ms", "1000"),
                Map.entry("audio-insight-no-such-thing", "ignored")));

    assertThat(job.jobId()).isEqualTo("call-0042");
    assertThat(job.audio().encoding()).isEqualTo(AudioEncoding.ofMediaType("audio/L16;rate=16000"));
    assertThat(job.analyses()).isEqualTo(Set.of(Analysis.SNR, Analysis.SPEAKERS));
    assertThat(job.options()).isEqualTo(new Options(512, 0.25, 2, 3, ChannelMode.SEPARATE));
    assertThat(job.timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(job.expiresAt()).contains(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(job.metadata().orElseThrow().get("tenant").textValue()).isEqualTo("acme");
  }

  @Test
  void shouldLeaveTheAudioWhereItIs() throws Exception {
    Job job = decode(Map.of("content-type", "audio/wav"));

    ByteBuffer bytes = ((AudioSource.Inline) job.audio()).bytes();
    byte was = AUDIO[0];
    AUDIO[0] = 'x';
    assertThat(bytes.get(0)).as("a copy would not have changed").isEqualTo((byte) 'x');
    AUDIO[0] = was;
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio/wav", "AUDIO/WAV", " audio/x", "audio/", "audio/\u0000"})
  void shouldTellARawRecordByItsContentType(String type) {
    assertThat(RawJob.isOne(headers(Map.of("content-type", type)))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "", "audio", "video/mp4", "audiobook/x", "x audio/wav"})
  void shouldTakeAnyOtherRecordForJson(String type) throws Exception {
    HeaderLookup headers = headers(Map.of("content-type", type));

    assertThat(RawJob.isOne(headers)).isFalse();
    assertThat(JobCodec.decode(TestMessages.job(""), headers, "id").jobId()).isEqualTo("id");
    assertThat(JobCodec.decode(TestMessages.job(""), HeaderLookup.NONE, "id").jobId())
        .isEqualTo("id");
  }

  @ParameterizedTest
  @CsvSource({
    "audio-insight-job-id, ' ', INVALID_JOB",
    "audio-insight-analyses, '', INVALID_JOB",
    "audio-insight-analyses, 'snr;speakers', INVALID_JOB",
    "audio-insight-vad-hop-size, 161, INVALID_OPTIONS",
    "audio-insight-vad-hop-size, '', INVALID_OPTIONS",
    "audio-insight-vad-hop-size, 256 320, INVALID_OPTIONS",
    "audio-insight-vad-hop-size, '256,320', INVALID_OPTIONS",
    "audio-insight-vad-threshold, NaN, INVALID_OPTIONS",
    "audio-insight-vad-threshold, 1, INVALID_OPTIONS",
    "audio-insight-vad-threshold, '\"0.5\"', INVALID_OPTIONS",
    "audio-insight-min-speakers, 11, INVALID_OPTIONS",
    "audio-insight-max-speakers, 1e999999999, INVALID_OPTIONS",
    "audio-insight-max-speakers, 1e99999999999999999999, INVALID_OPTIONS",
    "audio-insight-channels, left, INVALID_OPTIONS",
    "audio-insight-timeout-ms, 0, INVALID_JOB",
    "audio-insight-timeout-ms, 10m, INVALID_JOB",
    "audio-insight-expires-at, tomorrow, INVALID_JOB",
    "audio-insight-metadata, 'tenant=acme', INVALID_JOB",
    "audio-insight-metadata, '', INVALID_JOB",
    "audio-insight-metadata, '1, 2', INVALID_JOB",
    "audio-insight-metadata, '1], [2', INVALID_JOB",
    "audio-insight-metadata, '{\"a\": 1, \"a\": 2}', INVALID_JOB",
    "content-type, audio/, INVALID_JOB",
    "content-type, audio/L16, INVALID_JOB"
  })
  void shouldRefuseABadHeaderByItsName(String name, String value, ErrorCode code) {
    InvalidJobException refusal = refusal(Map.of(name, value));

    assertThat(refusal.error().code()).isEqualTo(code);
    assertThat(refusal.error().message()).startsWith(name + " ");
    assertThat(refusal.jobId()).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audio-insight-job-id",
        "audio-insight-analyses",
        "audio-insight-vad-hop-size",
        "audio-insight-channels",
        "audio-insight-expires-at",
        "audio-insight-metadata"
      })
  void shouldRefuseBytesThatAreNoTextAndFloodsOfIt(String name) {
    for (byte[] bytes : List.of(new byte[] {'a', (byte) 0xC3}, BIG.getBytes(UTF_8))) {
      Map<String, byte[]> headers = new HashMap<>();
      headers.put("content-type", "audio/wav".getBytes(UTF_8));
      headers.put(name, bytes);

      InvalidJobException refusal = refusalOf(lookup(headers));

      assertThat(refusal.error().message()).startsWith(name + " ").hasSizeLessThan(150);
    }
  }

  @Test
  void shouldSayThatAHeaderIsNoTextAndGiveItTheCodeOfItsField() {
    byte[] noText = {'m', 'i', (byte) 0xFF};
    Map<String, byte[]> headers = new HashMap<>();
    headers.put("content-type", "audio/wav".getBytes(UTF_8));
    headers.put("audio-insight-metadata", "[1]".getBytes(UTF_8));
    headers.put("audio-insight-channels", noText);

    InvalidJobException option = refusalOf(lookup(headers));
    headers.put("audio-insight-analyses", noText);
    InvalidJobException job = refusalOf(lookup(headers));

    assertThat(option.error().code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
    assertThat(option.error().message()).isEqualTo("audio-insight-channels must be text in UTF-8");
    assertThat(option.metadata()).map(Object::toString).contains("[1]");
    assertThat(job.error().code()).isEqualTo(ErrorCode.INVALID_JOB);
  }

  @Test
  void shouldRefuseAContentTypeOfAudioThatIsNoText() {
    byte[] bytes = "audio/?".getBytes(UTF_8);
    bytes[6] = (byte) 0xFF;

    InvalidJobException refusal = refusalOf(lookup(Map.of("content-type", bytes)));

    assertThat(refusal.error().code()).isEqualTo(ErrorCode.INVALID_JOB);
    assertThat(refusal.error().message()).startsWith("content-type ");
  }

  @Test
  void shouldAnswerUnderTheIdAndWithTheMetadataOfAJobThatItRefuses() {
    InvalidJobException refusal =
        refusal(
            Map.of(
                "audio-insight-job-id", "mine",
                "audio-insight-metadata", "[1]",
                "audio-insight-max-speakers", "0"));

    assertThat(refusal.jobId()).isEqualTo("mine");
    assertThat(refusal.metadata()).map(Object::toString).contains("[1]");
  }

  @Test
  void shouldRefuseARecordWithoutAValue() {
    HeaderLookup headers = headers(Map.of("content-type", "audio/wav"));

    InvalidJobException refusal =
        catchThrowableOfType(
            InvalidJobException.class, () -> JobCodec.decode(null, headers, "default"));

    assertThat(refusal.error().message()).isEqualTo("the record has no value");
  }

  @ParameterizedTest
  @MethodSource("depths")
  void shouldReadMetadataAsDeepAsAJsonJobMayHaveThem(int depth, boolean accepted) throws Exception {
    String metadata = "[".repeat(depth) + "]".repeat(depth);
    Map<String, String> headers =
        Map.of("content-type", "audio/wav", "audio-insight-metadata", metadata);

    if (accepted) {
      assertThat(decode(headers).metadata()).map(Object::toString).contains(metadata);
    } else {
      assertThat(refusal(headers).error().message()).startsWith("audio-insight-metadata ");
    }
  }

  static List<Object[]> depths() {
    return List.of(
        new Object[] {Json.MAX_DEPTH - 1, true},
        new Object[] {Json.MAX_DEPTH, false},
        new Object[] {100_000, false});
  }

  @Property
  void shouldReadEveryJobAsItWasWritten(@ForAll("rawJobs") Job job) throws Exception {
    Map<String, byte[]> headers = RawJob.headers(job, "audio/wav");
    ByteBuffer bytes = ((AudioSource.Inline) job.audio()).bytes();
    byte[] value = new byte[bytes.remaining()];
    bytes.get(value);

    assertThat(JobCodec.decode(value, lookup(headers), "unused")).isEqualTo(job);
    assertThat(TestMessages.faultsOfHeaders(json(headers))).isEmpty();
  }

  @Property
  void shouldAnswerAnyHeadersWithAJobOrARefusal(@ForAll("anyHeaders") Map<String, byte[]> headers) {
    headers.put("content-type", "audio/wav".getBytes(UTF_8));
    try {
      assertThat(JobCodec.decode(AUDIO, lookup(headers), "default")).isNotNull();
    } catch (InvalidJobException e) {
      assertThat(e.error().message()).startsWith("audio-insight-").hasSizeLessThan(250);
      assertThat(e.error().code()).isIn(ErrorCode.INVALID_JOB, ErrorCode.INVALID_OPTIONS);
    }
  }

  @Test
  void shouldKnowTheHeadersOfTheSchemaAndNoOthers() {
    Set<String> described = new TreeSet<>();
    TestMessages.tree(Schemas.jobHeaders().getBytes(UTF_8))
        .get("properties")
        .fieldNames()
        .forEachRemaining(described::add);

    assertThat(described)
        .isEqualTo(
            Stream.of(JobHeader.values())
                .map(JobHeader::header)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Provide
  Arbitrary<Job> rawJobs() {
    return JobPropertyTest.anyJobs().filter(job -> job.audio() instanceof AudioSource.Inline);
  }

  @Provide
  Arbitrary<Map<String, byte[]>> anyHeaders() {
    Arbitrary<String> names = Arbitraries.of(JobHeader.values()).map(JobHeader::header);
    Arbitrary<byte[]> values =
        Arbitraries.oneOf(
            Arbitraries.bytes().array(byte[].class),
            Arbitraries.strings().map(text -> text.getBytes(UTF_8)),
            Arbitraries.of("1", "0.5", "256", "snr", "mix", "null", "[]", "1e400", "-1", "2.0", "{")
                .map(text -> text.getBytes(UTF_8)));
    return Arbitraries.maps(names, values).ofMaxSize(6);
  }

  private static Job decode(Map<String, String> headers) throws InvalidJobException {
    return JobCodec.decode(AUDIO, headers(headers), "default");
  }

  private static InvalidJobException refusal(Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(Map.of("content-type", "audio/wav"));
    headers.putAll(more);
    return refusalOf(headers(headers));
  }

  /** As the worker asks: an id that can name a job is the default one. */
  private static InvalidJobException refusalOf(HeaderLookup headers) {
    String id = headers.text("audio-insight-job-id").filter(Job::isId).orElse("default");
    InvalidJobException refusal =
        catchThrowableOfType(InvalidJobException.class, () -> JobCodec.decode(AUDIO, headers, id));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private static HeaderLookup headers(Map<String, String> texts) {
    Map<String, byte[]> headers = new HashMap<>();
    texts.forEach((name, text) -> headers.put(name, text.getBytes(UTF_8)));
    return lookup(headers);
  }

  private static HeaderLookup lookup(Map<String, byte[]> headers) {
    return name -> Optional.ofNullable(headers.get(name));
  }

  private static byte[] json(Map<String, byte[]> headers) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    headers.forEach((name, value) -> json.put(name, new String(value, UTF_8)));
    return json.toString().getBytes(UTF_8);
  }
}
