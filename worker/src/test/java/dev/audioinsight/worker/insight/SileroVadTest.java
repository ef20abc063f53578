package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The drop-in VAD, with the public network where it is at hand. */
class SileroVadTest {
  private static final Path NETWORK =
      Path.of("..", "..", "shared", "models", "silero-vad", "silero_vad.onnx");

  private static final Map<Integer, Float> REFERENCE =
      Map.of(
          0, 0.0108f, 10, 0.0100f, 20, 0.0057f, 30, 0.0070f, 40, 1.0000f, 60, 0.9985f, 80, 0.9996f,
          100, 1.0000f, 150, 0.0050f, 200, 0.9930f);

  private OnnxModel model;

  @BeforeEach
  void load() {
    assumeTrue(Files.exists(NETWORK), "the reference models are not here");
    model = ModelStore.open(Path.of("..", "models")).chosen(NETWORK.toString());
  }

  @AfterEach
  void close() {
    if (model != null) {
      model.close();
    }
  }

  @Test
  void shouldBeChosenByItsInputs() {
    assertThat(SpeechDetector.of(model)).isInstanceOf(SileroVad.class);
    assertThat(model.entry().label()).isEqualTo("silero_vad@1a153a22f450");
  }

  @Test
  void shouldGiveTheProbabilitiesOfTheReferenceImplementation() throws Exception {
    Samples samples = recording("one-voice-fan-10db.wav");

    float[] probabilities = probabilities(new SileroVad(model), samples);

    assertThat(probabilities).hasSize((samples.length() + 511) / 512);
    // Values of onnxruntime in Python, state and context carried: models/training/teachers.py
    REFERENCE.forEach(
        (chunk, value) ->
            assertThat(probabilities[chunk]).as("chunk %d", chunk).isCloseTo(value, within(1e-3f)));
  }

  @Test
  void shouldBeginAnewWithEachRecording() throws Exception {
    SileroVad vad = new SileroVad(model);
    Samples samples = recording("two-voices-room-25db.wav");

    float[] first = probabilities(vad, samples);
    float[] second = probabilities(vad, samples);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void shouldCarryItsStateFromChunkToChunk() throws Exception {
    SileroVad vad = new SileroVad(model);
    Samples whole = recording("two-voices-room-25db.wav");
    int middle = whole.length() / 2 / 512 * 512;

    float[] of = probabilities(vad, whole);
    float[] late = probabilities(vad, part(whole, middle, whole.length()));

    // Without what came before, the first answers differ; so the state is in use.
    assertThat(Math.abs(late[0] - of[middle / 512])).isGreaterThan(1e-3f);
  }

  @Test
  void shouldAnswerRecordingsOfAnyLength() throws Exception {
    SileroVad vad = new SileroVad(model);

    for (int length : List.of(0, 1, 255, 512, 513, 5_000)) {
      FrameTrack track = vad.run(Samples.of(new float[length]).stream(), new Cancellation());

      assertThat(track.frames()).isEqualTo((length + 255) / 256);
      assertThat(track.hasLevels()).isEqualTo(length == 0);
    }
  }

  private static float[] probabilities(SileroVad vad, Samples samples) throws Exception {
    Floats probabilities = new Floats();
    assertThat(vad.read(samples.stream(), probabilities, new Cancellation()))
        .isEqualTo(samples.length());
    return probabilities.take(probabilities.size());
  }

  private static Samples part(Samples samples, int from, int to) {
    FloatBuffer buffer = FloatBuffer.allocate(to - from);
    samples.copyTo(from, buffer, to - from);
    return Samples.of(buffer.array());
  }

  private static Samples recording(String name) throws Exception {
    return Wav.decode(Files.readAllBytes(Path.of("..", "samples", name))).samples();
  }
}
