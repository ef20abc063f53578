package dev.audioinsight.contract;

import static dev.audioinsight.contract.TestMessages.AUDIO;
import static dev.audioinsight.contract.TestMessages.PROVENANCE;
import static dev.audioinsight.contract.TestMessages.SOURCE;
import static dev.audioinsight.contract.TestMessages.TIMING;
import static dev.audioinsight.contract.TestMessages.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultCodecTest {

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void shouldCarryEveryErrorCode(ErrorCode code) throws IOException {
    Result result = failed(new JobError(code, "why", code == ErrorCode.INTERNAL));

    byte[] message = ResultCodec.encode(result);

    assertThat(ResultCodec.decode(message)).isEqualTo(result);
    assertThat(tree(message).at("/error/code").textValue()).isEqualTo(code.name());
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
  }

  @Test
  void shouldListTheSameCodesInTheSchema() {
    JsonNode codes = tree(Schemas.result().getBytes(UTF_8)).at("/$defs/error/properties/code/enum");

    assertThat(codes).map(JsonNode::textValue).containsExactly(names(ErrorCode.values()));
  }

  @Test
  void shouldLeaveOutWhatWasNotAskedFor() {
    Speech speech = new Speech(1_000, 0.5, List.of(new Speech.Segment(0, 1_000, 0.9)));
    Result result =
        new Result.Completed("a", AUDIO, speech, null, null, null, TIMING, PROVENANCE, SOURCE);

    byte[] message = ResultCodec.encode(result);

    assertThat(fieldNames(tree(message)))
        .containsExactly("jobId", "status", "audio", "speech", "timing", "provenance", "source");
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
  }

  @Test
  void shouldCarryTheSnrOverTimeAndBySpeaker() throws IOException {
    Snr snr =
        new Snr(
                12.0,
                List.of(10.0, 14.0),
                Snr.Method.NEURAL,
                Snr.Bound.EXACT,
                -20.0,
                -32.0,
                0,
                null,
                List.of())
            .withTimeline(List.of(new Snr.Point(0, 10_000, 12.5)));
    Speakers speakers =
        new Speakers(1, 1, Map.of("1", 1.0), List.of(), Map.of("S1", 1.0))
            .withPerSpeakerSnrDb(Map.of("S1", 12.5));
    Result result =
        new Result.Completed(
            "a",
            AUDIO,
            new Speech(0, 0, List.of()),
            snr,
            speakers,
            null,
            TIMING,
            PROVENANCE,
            SOURCE);

    byte[] message = ResultCodec.encode(result);

    assertThat(ResultCodec.decode(message)).isEqualTo(result);
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
    assertThat(tree(message).at("/snr/timeline"))
        .hasToString("[{\"startMs\":0,\"endMs\":10000,\"db\":12.5}]");
    assertThat(tree(message).at("/speakers/perSpeakerSnrDb")).hasToString("{\"S1\":12.5}");
  }

  @Test
  void shouldCarryOneResultForEachChannel() throws IOException {
    Speech speech = new Speech(1_000, 0.5, List.of(new Speech.Segment(0, 1_000, 0.9)));
    Speakers speakers =
        new Speakers(
            1,
            1,
            Map.of("1", 1.0),
            List.of(new Speakers.Turn(0, 1_000, "S1", 0)),
            Map.of("S1", 1.0));
    Speech none = new Speech(0, 0, List.of());
    Result result =
        new Result.Completed(
            "a",
            AUDIO,
            speech,
            null,
            speakers,
            List.of(
                new ChannelResult(0, ChannelResult.State.LIVE, null, 20L, speech, null, speakers),
                new ChannelResult(1, ChannelResult.State.SILENT, null, 0L, none, null, null),
                ChannelResult.duplicate(2, 0)),
            null,
            TIMING,
            PROVENANCE,
            SOURCE);

    byte[] message = ResultCodec.encode(result);

    assertThat(ResultCodec.decode(message)).isEqualTo(result);
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
    assertThat(tree(message).at("/speakers/segments/0/channel").intValue()).isZero();
    assertThat(tree(message).at("/channelResults/2"))
        .hasToString("{\"channel\":2,\"state\":\"duplicate\",\"duplicateOf\":0}");
  }

  @Test
  void shouldRefuseAChannelThatIsHalfADuplicate() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ChannelResult(1, ChannelResult.State.DUPLICATE, null, null, null, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ChannelResult(1, ChannelResult.State.LIVE, null, 0L, null, null, null));
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelResult.duplicate(1, 1));
  }

  @Test
  void shouldSayThatAnEstimateIsALowerBound() throws IOException {
    Snr snr =
        new Snr(
            40.0,
            List.of(36.0, 60.0),
            Snr.Method.ENERGY,
            Snr.Bound.LOWER,
            -20.0,
            null,
            0.01,
            Snr.Reason.NOISE_BELOW_RESOLUTION,
            List.of());
    Result result =
        new Result.Completed(
            "a", AUDIO, new Speech(0, 0, List.of()), snr, null, null, TIMING, PROVENANCE, SOURCE);

    byte[] message = ResultCodec.encode(result);

    assertThat(ResultCodec.decode(message)).isEqualTo(result);
    assertThat(tree(message).path("snr"))
        .hasToString(
            "{\"db\":40.0,\"interval90Db\":[36.0,60.0],\"method\":\"energy\",\"bound\":\"lower\","
                + "\"speechLevelDbfs\":-20.0,\"noiseLevelDbfs\":null,\"clippedRatio\":0.01,"
                + "\"reason\":\"NOISE_BELOW_RESOLUTION\"}");
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
  }

  @Test
  void shouldKnowNothingOfTheAudioOfARecordThatCouldNotBeRead() {
    byte[] message = ResultCodec.encode(failed(new JobError(ErrorCode.INVALID_JOB, "why", false)));

    assertThat(fieldNames(tree(message)))
        .containsExactly("jobId", "status", "error", "timing", "provenance", "source");
  }

  @Test
  void shouldIgnoreFieldsOfALaterVersion() throws IOException {
    byte[] file = TestMessages.golden("result-ok.json").getBytes(UTF_8);
    ObjectNode later = (ObjectNode) tree(file);
    later.putArray("chapters").addObject();
    ((ObjectNode) later.path("audio")).put("codec", "opus");
    ((ObjectNode) later.path("snr")).putArray("trend").add(17.0);
    ((ObjectNode) later.path("speakers")).put("overlapRatio", 0.1);
    ((ObjectNode) later.path("source")).put("cluster", "a");
    byte[] message = later.toString().getBytes(UTF_8);

    assertThat(ResultCodec.decode(message)).isEqualTo(ResultCodec.decode(file));
    assertThat(TestMessages.faultsOfResult(message)).isEmpty();
  }

  @Test
  void shouldReadAResultWhoseStatusComesLast() throws IOException {
    byte[] file = TestMessages.golden("result-ok.json").getBytes(UTF_8);
    ObjectNode reordered = (ObjectNode) tree(file);
    reordered.set("status", reordered.remove("status"));

    assertThat(ResultCodec.decode(reordered.toString().getBytes(UTF_8)))
        .isEqualTo(ResultCodec.decode(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "{\"jobId\": \"a\", \"metadata\": 1e99999999999999999999}",
        "{}",
        "{\"jobId\": \"a\"}",
        "{\"jobId\": \"a\", \"status\": \"odd\"}",
        "{\"jobId\": \"a\", \"status\": \"ok\"}",
        "{\"jobId\": \"a\", \"status\": \"failed\"}",
        "{\"status\": \"failed\", \"error\": {\"code\": \"INTERNAL\", \"message\": \"m\"}}",
        "{\"jobId\": \"a\", \"status\": \"failed\", \"error\": {\"code\": \"ODD\", \"message\":"
            + " \"m\"}}",
        "{\"jobId\": \"a\", \"status\": \"failed\", \"error\": {\"code\": \"INTERNAL\"}}"
      })
  void shouldRefuseWhatIsNoResult(String json) {
    assertThatThrownBy(() -> ResultCodec.decode(json.getBytes(UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldRefuseARecordWithoutAValue() {
    assertThatThrownBy(() -> ResultCodec.decode(null)).isInstanceOf(IOException.class);
  }

  @Test
  void shouldKeepAMessageShortAndOnOneLine() {
    String input = "a\r\nb\u0000c\u2028d" + "\uD83C\uDF99".repeat(1_000);

    String message = new JobError(ErrorCode.INTERNAL, input, false).message();

    assertThat(message).startsWith("a  b c d\uD83C\uDF99").endsWith("\uD83C\uDF99…");
    assertThat(message)
        .hasSizeBetween(JobError.MAX_MESSAGE_LENGTH - 1, JobError.MAX_MESSAGE_LENGTH);
    assertThat(
            TestMessages.faultsOfResult(
                ResultCodec.encode(failed(new JobError(ErrorCode.INTERNAL, input, false)))))
        .isEmpty();
  }

  @Test
  void shouldRefuseValuesThatJsonCannotHold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Speech(0, Double.NaN, List.of()))
        .withMessage("ratio must be from 0 to 1, not NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> snr(Double.POSITIVE_INFINITY, List.of(1.0, 2.0)))
        .withMessage("db must be finite, not Infinity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> snr(1.0, List.of(2.0, 1.0)))
        .withMessage("interval90Db must be a lower and an upper value");
    assertThatIllegalArgumentException().isThrownBy(() -> snr(1.0, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Speakers(1, 1, Map.of("1", 1.5), List.of(), Map.of()))
        .withMessage("distribution must be from 0 to 1, not 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new Speech.Segment(5, 5, 0.5));
  }

  @Test
  void shouldHaveASchemaThatRefusesWrongResults() {
    byte[] okWithError = "{\"jobId\": \"a\", \"status\": \"ok\", \"error\": {}}".getBytes(UTF_8);
    byte[] failedWithSnr =
        TestMessages.golden("result-ok.json").replace("\"ok\"", "\"failed\"").getBytes(UTF_8);

    assertThat(TestMessages.faultsOfResult(okWithError)).isNotEmpty();
    assertThat(TestMessages.faultsOfResult(failedWithSnr)).isNotEmpty();
  }

  private static Snr snr(Double db, List<Double> interval) {
    return new Snr(
        db, interval, Snr.Method.NEURAL, Snr.Bound.EXACT, null, null, 0, null, List.of());
  }

  private static Result failed(JobError error) {
    return new Result.Failed("a", error, null, null, TIMING, PROVENANCE, SOURCE);
  }

  private static String[] names(ErrorCode[] codes) {
    return List.of(codes).stream().map(ErrorCode::name).toArray(String[]::new);
  }

  private static List<String> fieldNames(JsonNode json) {
    return json.properties().stream().map(Map.Entry::getKey).toList();
  }
}
