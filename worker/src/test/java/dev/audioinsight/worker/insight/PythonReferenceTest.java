package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.worker.audio.Decoded;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the Java code against the outputs of the Python reference (onnxruntime and numpy), as
 * {@code models/training/make_reference.py} has written them.
 */
class PythonReferenceTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final double TOLERANCE = 1e-4;

  private static ModelStore store;
  private static OnnxModel vad;
  private static OnnxModel trunk;
  private static OnnxModel head;

  @BeforeAll
  static void load() {
    store = ModelStore.open(Path.of("..", "models"));
    vad = store.network("vad-snr");
    trunk = store.network("speaker-trunk");
    head = store.network("speaker-head");
  }

  @AfterAll
  static void close() {
    List.of(vad, trunk, head).forEach(OnnxModel::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldGiveTheSameVadAndSnrTracks(String name) throws Exception {
    JsonNode expected = reference(name).get("vadSnr");

    FrameTrack track =
        new VadSnrNetwork(vad).run(recording(name).samples().stream(), new Cancellation());

    assertThat(track.frames()).isEqualTo(expected.at("/vad/length").asInt());
    for (int i = 0; i < expected.at("/vad/values").size(); i++) {
      assertThat(track.speech(i))
          .isCloseTo((float) expected.at("/vad/values/" + i).asDouble(), within(1e-4f));
      assertThat(track.speechDb(i))
          .isCloseTo((float) expected.at("/speech_db/values/" + i).asDouble(), within(2e-3f));
      assertThat(track.noiseDb(i))
          .isCloseTo((float) expected.at("/noise_db/values/" + i).asDouble(), within(1e-3f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldFindTheSameRegionsForEachHopAndThreshold(String name) throws Exception {
    Decoded recording = recording(name);
    FrameTrack track = new VadSnrNetwork(vad).run(recording.samples().stream(), new Cancellation());

    for (Map.Entry<String, JsonNode> setting : reference(name).get("regions").properties()) {
      String[] parts = setting.getKey().split("/");
      List<Region> regions =
          SpeechSegmenter.regions(
              track,
              Integer.parseInt(parts[0]),
              Double.parseDouble(parts[1]),
              recording.samples().length(),
              new Cancellation());

      List<List<Integer>> spans =
          regions.stream().map(region -> List.of(region.start(), region.end())).toList();
      assertThat(spans).as(setting.getKey()).isEqualTo(pairs(setting.getValue()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldGiveTheSameSumsAndEmbeddings(String name) throws Exception {
    JsonNode reference = reference(name);
    List<Integer> region = integers(reference.at("/trunk/region"));
    SpeakerNetwork network = new SpeakerNetwork(trunk, head, parameters().ridge());

    List<VoiceStatistics> pieces =
        network.pieces(
            Signals.part(recording(name).samples(), region.get(0), region.get(1)),
            reference.at("/trunk/start").size(),
            new Cancellation());

    for (int i = 0; i < pieces.size(); i++) {
      JsonNode sums = reference.at("/trunk/sums/" + i);
      for (int k = 0; k < sums.size(); k++) {
        double value = sums.get(k).asDouble();
        assertThat(pieces.get(i).sums()[k])
            .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value))));
      }
      Map<String, float[]> out = head(pieces.get(i).sums());
      assertThat(out).containsOnlyKeys("embedding", "cohort");
      for (Map.Entry<String, float[]> values : out.entrySet()) {
        JsonNode expected = reference.at("/head/%s/%d".formatted(values.getKey(), i));
        assertThat(values.getValue()).hasSize(expected.size());
        for (int k = 0; k < expected.size(); k++) {
          assertThat(values.getValue()[k])
              .isCloseTo((float) expected.get(k).asDouble(), within((float) TOLERANCE));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldGiveTheSameDistributionOfTheCount(String name) throws Exception {
    Decoded recording = recording(name);
    CountParameters parameters = parameters();
    SpeakerCounter counter =
        new SpeakerCounter(new SpeakerNetwork(trunk, head, parameters.ridge()), parameters);
    FrameTrack track = new VadSnrNetwork(vad).run(recording.samples().stream(), new Cancellation());
    List<Region> regions =
        SpeechSegmenter.regions(track, 256, 0.5, recording.samples().length(), new Cancellation());

    Map<String, Double> distribution =
        counter
            .count(recording.samples().stream(), regions, 1, parameters.most(), new Cancellation())
            .distribution();

    JsonNode expected = reference(name).get("distribution");
    for (int k = 0; k < expected.size(); k++) {
      assertThat(distribution.getOrDefault(Integer.toString(k), 0.0))
          .as("P(%d)", k)
          .isCloseTo(expected.get(k).asDouble(), within(0.002));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldEstimateTheSameSnr(String name) throws Exception {
    Decoded recording = recording(name);
    FrameTrack track = new VadSnrNetwork(vad).run(recording.samples().stream(), new Cancellation());
    SnrParameters p = MAPPER.convertValue(store.parameters("snr"), SnrParameters.class);

    Snr snr =
        new SnrEstimator(p)
            .estimate(
                track,
                FrameEnergy.of(recording.samples(), p.highPassHz()),
                0.5,
                recording.clippedRatio(),
                new Cancellation());

    JsonNode expected = reference(name).get("snr");
    assertThat(snr.db()).isCloseTo(expected.get("db").asDouble(), within(0.06));
    assertThat(snr.interval90Db().get(0)).isCloseTo(expected.get("low").asDouble(), within(0.06));
    assertThat(snr.interval90Db().get(1)).isCloseTo(expected.get("high").asDouble(), within(0.06));
    assertThat(snr.method().wireName()).isEqualTo(expected.get("method").textValue());
  }

  /** As far as levels agree, within 2e-3 dB; the result itself is rounded to tenths. */
  @ParameterizedTest
  @ValueSource(strings = {"one-voice-fan-10db", "two-voices-room-25db"})
  void shouldFindTheSameQuantilesOfTheSnrBeforeRounding(String name) throws Exception {
    Decoded recording = recording(name);
    FrameTrack track = new VadSnrNetwork(vad).run(recording.samples().stream(), new Cancellation());
    SnrParameters p = MAPPER.convertValue(store.parameters("snr"), SnrParameters.class);

    SnrReadings readings =
        SnrReadings.of(
            track, FrameEnergy.of(recording.samples(), p.highPassHz()), 0.5, p, new Cancellation());

    SnrParameters.Quantiles quantiles = p.quantiles(readings);
    JsonNode expected = reference(name).get("snr");
    assertThat(quantiles.lowDb(readings)).isCloseTo(expected.get("low").asDouble(), within(2e-3));
    assertThat(quantiles.middleDb(readings)).isCloseTo(expected.get("db").asDouble(), within(2e-3));
    assertThat(quantiles.highDb(readings)).isCloseTo(expected.get("high").asDouble(), within(2e-3));
  }

  private static Map<String, float[]> head(double[] sums) throws Exception {
    FloatBuffer in = FloatBuffer.allocate(sums.length);
    for (double sum : sums) {
      in.put((float) sum);
    }
    return head.run(Map.of("sums", Tensor.of(in.flip(), 1, sums.length)), new Cancellation());
  }

  private static CountParameters parameters() {
    return MAPPER.convertValue(store.parameters("speaker-count"), CountParameters.class);
  }

  private static JsonNode reference(String name) throws Exception {
    return MAPPER.readTree(
        Files.readAllBytes(Path.of("..", "models", "reference", name + ".json")));
  }

  private static Decoded recording(String name) throws Exception {
    return Wav.decode(Files.readAllBytes(Path.of("..", "samples", name + ".wav")));
  }

  private static List<List<Integer>> pairs(JsonNode json) {
    List<List<Integer>> pairs = new ArrayList<>();
    json.forEach(pair -> pairs.add(integers(pair)));
    return pairs;
  }

  private static List<Integer> integers(JsonNode json) {
    List<Integer> integers = new ArrayList<>();
    json.forEach(value -> integers.add(value.asInt()));
    return integers;
  }
}
