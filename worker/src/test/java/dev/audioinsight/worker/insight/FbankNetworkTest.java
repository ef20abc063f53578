package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The drop-in speaker network, by one of random weights: {@code make_test_networks.py}. */
class FbankNetworkTest {
  private static final Path NETWORKS = Path.of("src", "test", "resources", "networks");
  private static final Path MODELS = Path.of("..", "models");
  private static final double RIDGE = 0.05;

  private OnnxModel model;
  private JsonNode reference;
  private Samples samples;

  @BeforeEach
  void load() throws Exception {
    model = chosen(NETWORKS.resolve("embedding.onnx"));
    reference =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllBytes(NETWORKS.resolve("embedding.json")));
    samples =
        Wav.decode(
                Files.readAllBytes(Path.of("..", "samples", reference.get("sample").textValue())))
            .samples();
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void shouldGiveTheSumsAndCepstraOfTheReference() throws Exception {
    List<VoiceStatistics> pieces = pieces();

    JsonNode sums = reference.get("sums");
    assertThat(pieces).hasSize(sums.size());
    for (int i = 0; i < pieces.size(); i++) {
      assertClose(pieces.get(i).sums(), sums.get(i), pieces.get(i).frames());
    }
    VoiceStatistics all = pieces.stream().reduce(VoiceStatistics::plus).orElseThrow();
    assertThat(all.frames()).isEqualTo(Fbank.frames(end() - start()));
  }

  @Test
  void shouldWeighPiecesByTheirDuration() throws Exception {
    FbankNetwork network = FbankNetwork.of(model, RIDGE);
    List<VoiceStatistics> pieces = pieces();
    VoiceStatistics all = pieces.stream().reduce(VoiceStatistics::plus).orElseThrow();

    Voice together = network.voice(all, List.of(0, 1, 2), new Cancellation());

    for (int i = 0; i < pieces.size(); i++) {
      Voice piece = network.voice(pieces.get(i), List.of(i), new Cancellation());
      assertThat(piece.cosine(piece)).isCloseTo(1, within(1e-5));
      assertThat(together.cosine(piece)).isCloseTo(cosine(i), within(1e-4));
    }
  }

  @Test
  void shouldTakeWhatIsNoNumberForNobody() throws Exception {
    try (OnnxModel other = chosen(NETWORKS.resolve("not-a-number.onnx"))) {
      FbankNetwork network = FbankNetwork.of(other, RIDGE);

      VoiceStatistics piece = network.pieces(speech(), 1, new Cancellation()).get(0);
      Voice voice = network.voice(piece, List.of(0), new Cancellation());

      assertThat(voice.cosine(voice)).isZero();
    }
  }

  @Test
  void shouldBeAloneWithSilence() throws Exception {
    FbankNetwork network = FbankNetwork.of(model, RIDGE);
    VoiceStatistics piece =
        network.pieces(FloatBuffer.allocate(Samples.RATE), 1, new Cancellation()).get(0);
    Voice voice = network.voice(piece, List.of(0), new Cancellation());

    assertThat(voice.cosine(voice)).isFinite();
    assertThat(voice.logDeterminant()).isFinite();
  }

  @ParameterizedTest
  @CsvSource({"highest-feats, WESPEAKER", "highest-x, THREE_D_SPEAKER"})
  void shouldKnowByItsInputWhatANetworkWasTrainedOn(String name, Fbank.Convention convention)
      throws Exception {
    double[] highest = highest(new Fbank(convention).of(speech()));

    try (OnnxModel other = chosen(NETWORKS.resolve(name + ".onnx"))) {
      VoiceStatistics piece =
          FbankNetwork.of(other, RIDGE).pieces(speech(), 1, new Cancellation()).get(0);

      double length = Math.sqrt(Arrays.stream(highest).map(v -> v * v).sum());
      for (int mel = 0; mel < Fbank.MELS; mel++) {
        assertThat(piece.sums()[mel] / piece.frames())
            .isCloseTo(highest[mel] / length, within(1e-6));
      }
    }
  }

  @Test
  void shouldRefuseANetworkThatGivesMoreForMore() {
    try (OnnxModel other = chosen(NETWORKS.resolve("unbatched.onnx"))) {
      assertThatThrownBy(() -> FbankNetwork.of(other, RIDGE))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("unbatched.onnx")
          .hasMessageContaining("no embedding of one size");
    }
  }

  @ParameterizedTest
  @CsvSource({"40-mels, 40", "200-frames, 200", "each-frame, 'embs f32 [?, ?, 1]'"})
  void shouldRefuseANetworkOfAnotherShapeAndSayWhich(String name, String shape) {
    Path file = NETWORKS.resolve(name + ".onnx");
    try (OnnxModel other = chosen(file)) {
      assertThatThrownBy(() -> FbankNetwork.of(other, RIDGE))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining(shape)
          .hasMessageContaining("f32 [B,T,80]");
    }
  }

  @ParameterizedTest
  @CsvSource({"vad-snr.onnx", "speaker-trunk.onnx", "speaker-head.onnx"})
  void shouldRefuseANetworkThatIsForSomethingElse(String name) {
    try (OnnxModel other = chosen(MODELS.resolve(name))) {
      assertThatThrownBy(() -> FbankNetwork.of(other, RIDGE)).isInstanceOf(ModelException.class);
    }
  }

  private List<VoiceStatistics> pieces() throws Exception {
    return FbankNetwork.of(model, RIDGE)
        .pieces(speech(), reference.get("sums").size(), new Cancellation());
  }

  /** Of each band, over its mean. */
  private static double[] highest(float[] mels) {
    int frames = mels.length / Fbank.MELS;
    double[] highest = new double[Fbank.MELS];
    for (int mel = 0; mel < Fbank.MELS; mel++) {
      int band = mel;
      highest[mel] =
          IntStream.range(0, frames)
                  .mapToDouble(i -> mels[i * Fbank.MELS + band])
                  .max()
                  .orElseThrow()
              - IntStream.range(0, frames)
                  .mapToDouble(i -> mels[i * Fbank.MELS + band])
                  .average()
                  .orElseThrow();
    }
    return highest;
  }

  private FloatBuffer speech() {
    return Signals.part(samples, start(), end());
  }

  private int start() {
    return reference.get("start").asInt();
  }

  private int end() {
    return reference.get("end").asInt();
  }

  /** Of the reference's embedding of all pieces with that of one. */
  private double cosine(int piece) {
    double sum = 0;
    for (int i = 0; i < reference.get("together").size(); i++) {
      sum +=
          reference.get("together").get(i).asDouble()
              * reference.get("embeddings").get(piece).get(i).asDouble();
    }
    return sum;
  }

  private static void assertClose(double[] values, JsonNode expected, double frames) {
    assertThat(values).hasSize(expected.size());
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i] / frames).isCloseTo(expected.get(i).asDouble() / frames, within(1e-4));
    }
  }

  private static OnnxModel chosen(Path file) {
    return ModelStore.open(MODELS).chosen(file.toString());
  }
}
