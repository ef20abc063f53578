package dev.audioinsight.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every job and for every sequence of bytes. */
class JobPropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Property
  void shouldReadEveryJobAsItWasWritten(@ForAll("jobs") Job job) throws Exception {
    byte[] message = JobCodec.encode(job);

    assertThat(JobCodec.decode(message, "unused")).isEqualTo(job);
    assertThat(TestMessages.faultsOfJob(message)).isEmpty();
  }

  @Property
  void shouldAnswerAnyBytesWithAJobOrARefusal(@ForAll byte[] value) {
    assertThat(outcome(value)).isNotNull();
  }

  @Property
  void shouldAnswerAnyDamageToAJobWithAJobOrARefusal(
      @ForAll("jobs") Job job, @ForAll int where, @ForAll byte damage) {
    byte[] value = JobCodec.encode(job);
    value[Math.floorMod(where, value.length)] = damage;

    assertThat(outcome(value)).isNotNull();
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void shouldAcceptWhatTheSchemaAccepts(@ForAll("looseJobs") String json) {
    byte[] value = json.getBytes(UTF_8);

    boolean accepted = outcome(value) instanceof Job;

    assertThat(accepted).isEqualTo(TestMessages.faultsOfJob(value).isEmpty());
  }

  private static Object outcome(byte[] value) {
    try {
      return JobCodec.decode(value, "default");
    } catch (InvalidJobException e) {
      assertThat(e.error().message()).hasSizeLessThan(250);
      assertThat(TestMessages.faultsOfResult(ResultCodec.encode(failure(e)))).isEmpty();
      return e;
    }
  }

  private static Result failure(InvalidJobException e) {
    return new Result.Failed(
        e.jobId(),
        e.error(),
        null,
        e.metadata().orElse(null),
        TestMessages.TIMING,
        TestMessages.PROVENANCE,
        TestMessages.SOURCE);
  }

  @Provide
  Arbitrary<Job> jobs() {
    return anyJobs();
  }

  static Arbitrary<Job> anyJobs() {
    Arbitrary<AudioSource> audio =
        Arbitraries.oneOf(
            Combinators.combine(Arbitraries.bytes().array(byte[].class), encodings().optional())
                .as(AudioSource.Inline::of),
            Combinators.combine(
                    Arbitraries.strings().ofMaxLength(40).map(JobPropertyTest::fileUri),
                    encodings().optional())
                .as(AudioSource.Remote::new));
    return Combinators.combine(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(300).filter(JobPropertyTest::isId),
            audio,
            Arbitraries.of(Analysis.class).set().ofMinSize(1),
            options(),
            Arbitraries.longs().between(1, Job.MAX_TIMEOUT.toMillis()).map(Duration::ofMillis),
            instants().optional(),
            metadata().optional())
        .as(Job::new);
  }

  static Arbitrary<AudioEncoding> encodings() {
    return Combinators.combine(
            Arbitraries.of(AudioEncoding.Codec.class),
            Arbitraries.integers().between(AudioEncoding.MIN_RATE, AudioEncoding.MAX_RATE),
            Arbitraries.integers().between(1, AudioEncoding.MAX_CHANNELS),
            Arbitraries.of(true, false))
        .as(AudioEncoding::new);
  }

  private static Arbitrary<Options> options() {
    return Combinators.combine(
            Arbitraries.of(Options.HOP_SIZES),
            Arbitraries.doubles().between(0, false, 1, false).ofScale(6),
            Arbitraries.integers().between(1, Options.MOST_SPEAKERS),
            Arbitraries.integers().between(1, Options.MOST_SPEAKERS),
            Arbitraries.of(ChannelMode.class))
        .as(
            (hop, threshold, some, others, channels) ->
                new Options(
                    hop, threshold, Math.min(some, others), Math.max(some, others), channels));
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(Instant.EPOCH.getEpochSecond(), 253_402_300_799L)
        .map(Instant::ofEpochSecond);
  }

  /** Trees as a parser makes them: small whole numbers are ints, whatever they were made from. */
  private static Arbitrary<JsonNode> metadata() {
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20).map(NODES::textNode),
            Arbitraries.bigIntegers().map(NODES::numberNode),
            Arbitraries.bigDecimals().map(DecimalNode::valueOf),
            Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.objectNode()));
    return leaf.list().ofMaxSize(4).map(JobPropertyTest::asParsed);
  }

  private static JsonNode asParsed(List<JsonNode> leaves) {
    ObjectNode object = NODES.objectNode();
    leaves.forEach(value -> object.set("k" + object.size(), value));
    object.set("list", NODES.arrayNode().addAll(leaves));
    return TestMessages.tree(object.toString().getBytes(UTF_8));
  }

  /** Jobs with fields right and wrong, one of each kind that the schema can tell. */
  @Provide
  Arbitrary<String> looseJobs() {
    return Combinators.combine(
            field("jobId", "\"a\"", "null", "\"\"", "7", "\"a\\u0000\""),
            field(
                "audio",
                "{\"uri\": \"file:///a\"}",
                "{\"data\": \"UklGRg==\"}",
                "{\"data\": \"UklGRg==\", \"uri\": null}",
                "{\"data\": \"\", \"uri\": \"file:///a\"}",
                "{\"data\": \"\", \"encoding\": \"audio/L16;rate=8000\"}",
                "{\"data\": \"\", \"encoding\": null}",
                "{\"data\": \"\", \"encoding\": \"video/mp4\"}",
                "{\"data\": \"\", \"encoding\": 16}",
                "{}",
                "[]",
                "null"),
            field("analyses", "[\"snr\"]", "[\"snr\", \"snr\"]", "[]", "[\"x\"]", "null", "{}"),
            field(
                "options",
                "{}",
                "null",
                "[]",
                "{\"vadHopSize\": 160.0}",
                "{\"vadHopSize\": 161}",
                "{\"vadThreshold\": 1}",
                "{\"vadThreshold\": null}",
                "{\"maxSpeakers\": 21}",
                "{\"maxSpeakers\": 1.5}",
                "{\"minSpeakers\": 2.0}",
                "{\"channels\": \"mono\"}"),
            field("timeoutMs", "1", "0", "86400000", "86400001", "1e3", "1.5", "\"1\"", "null"),
            field("expiresAt", "null", "5", "\"2026-01-31T12:00:00Z\""),
            field("metadata", "null", "[1, {}]"))
        .as((a, b, c, d, e, f, g) -> "{" + a + b + c + d + e + f + g + "\"unknown\": 1}");
  }

  private static Arbitrary<String> field(String name, String... values) {
    return Arbitraries.of(values)
        .map(value -> "\"" + name + "\": " + value + ", ")
        .injectNull(0.2)
        .map(text -> text == null ? "" : text);
  }

  private static URI fileUri(String name) {
    try {
      return new URI("file", "", "/" + name, null);
    } catch (URISyntaxException e) {
      return URI.create("file:///a.wav");
    }
  }

  private static boolean isId(String text) {
    try {
      Job.requireId(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
