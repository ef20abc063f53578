package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.audio.Wav;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The filter bank in front of a real network that was trained on it: FireRedVAD, where it is at
 * hand, gives what it gives in {@code models/training/teachers.py}.
 */
class FireRedVadTest {
  private static final Path FOLDER = Path.of("..", "..", "shared", "models", "fireredvad");

  /** Probabilities by frame, of onnxruntime in Python. */
  private static final Map<Integer, Float> REFERENCE =
      Map.of(
          0, 0.03154f, 40, 0.00261f, 120, 0.99976f, 240, 0.99559f, 400, 0.00107f, 440, 0.00016f,
          560, 0.99958f, 680, 0.99666f, 760, 0.22939f, 840, 0.00184f);

  @Test
  void shouldLetFireRedVadHearWhatItHearsInPython() throws Exception {
    Path network = FOLDER.resolve("fireredvad_vad.onnx");
    assumeTrue(Files.exists(network), "the reference models are not here");
    Samples samples =
        Wav.decode(Files.readAllBytes(Path.of("..", "samples", "one-voice-fan-10db.wav")))
            .samples();

    // It takes integers and the Povey window, which no speaker network does together.
    float[] mels =
        new Fbank(Fbank.Convention.THREE_D_SPEAKER)
            .of(Signals.part(integers(samples), 0, samples.length()));
    float[] probabilities = probabilities(network, normalised(mels));

    assertThat(probabilities).hasSize(844);
    REFERENCE.forEach(
        (frame, value) ->
            assertThat(probabilities[frame]).as("frame %d", frame).isCloseTo(value, within(1e-3f)));
  }

  private static float[] probabilities(Path network, FloatBuffer features) throws Exception {
    try (OnnxModel model = ModelStore.open(Path.of("..", "models")).chosen(network.toString())) {
      int frames = features.remaining() / Fbank.MELS;
      return model
          .run(Map.of("feat", Tensor.of(features, 1, frames, Fbank.MELS)), new Cancellation())
          .get("probs");
    }
  }

  /** At -25 dBFS, in steps of 16 bits. */
  private static Samples integers(Samples samples) {
    double power = 0;
    for (int i = 0; i < samples.length(); i++) {
      power += (double) samples.get(i) * samples.get(i) / samples.length();
    }
    float[] integers = new float[samples.length()];
    for (int i = 0; i < integers.length; i++) {
      double level = samples.get(i) * Math.sqrt(Math.pow(10, -2.5) / power);
      integers[i] = (float) Math.rint(Math.max(-1, Math.min(1, level)) * 32_767);
    }
    return Samples.of(integers);
  }

  /** By the network's own mean and variance, from a matrix as Kaldi writes it: sums and squares. */
  private static FloatBuffer normalised(float[] mels) throws Exception {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(FOLDER.resolve("cmvn.ark")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int columns = file.getInt(11);
    double count = file.getDouble(15 + 8 * (columns - 1));
    FloatBuffer normalised = FloatBuffer.allocate(mels.length);
    for (int i = 0; i < mels.length; i++) {
      double mean = file.getDouble(15 + 8 * (i % Fbank.MELS)) / count;
      double squares = file.getDouble(15 + 8 * (columns + i % Fbank.MELS)) / count;
      normalised.put((float) ((mels[i] - mean) / Math.sqrt(squares - mean * mean)));
    }
    return normalised.flip();
  }
}
