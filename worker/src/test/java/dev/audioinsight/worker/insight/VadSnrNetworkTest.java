package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import dev.audioinsight.worker.inference.OnnxModel;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VadSnrNetworkTest {
  private static OnnxModel model;

  @BeforeAll
  static void load() {
    model = ModelStore.open(Path.of("..", "models")).network("vad-snr");
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** Blocks that end with the recording, one sample before it and one after it among them. */
  @ParameterizedTest
  @CsvSource({"1, 81920", "7, 600000", "7, 600001", "13, 599999", "30, 700000", "3, 4097"})
  void shouldGiveBlockByBlockWhatOneRunGives(int unitsOfBlock, int length) throws Exception {
    Samples samples = bursts(length);

    FrameTrack whole = run(samples, 200 * VadSnrNetwork.UNIT);
    FrameTrack blocks = run(samples, unitsOfBlock * VadSnrNetwork.UNIT);

    assertThat(blocks.frames()).isEqualTo(whole.frames());
    for (int i = 0; i < whole.frames(); i++) {
      assertThat(blocks.speech(i)).as("frame %d", i).isCloseTo(whole.speech(i), within(1e-4f));
      assertThat(blocks.speechDb(i)).as("frame %d", i).isCloseTo(whole.speechDb(i), within(1e-2f));
      assertThat(blocks.noiseDb(i)).as("frame %d", i).isCloseTo(whole.noiseDb(i), within(1e-2f));
      assertThat(blocks.scale(i)).as("frame %d", i).isCloseTo(whole.scale(i), within(1e-3f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 4_095, 4_096, 4_097})
  void shouldAnswerEachFrameThatBeginsWithinTheRecording(int length) throws Exception {
    FrameTrack track = run(bursts(length), VadSnrNetwork.BLOCK);

    assertThat(track.frames()).isEqualTo((length + 255) / 256);
    for (int i = 0; i < track.frames(); i++) {
      assertThat(track.speech(i)).isBetween(0f, 1f);
      assertThat(track.speechDb(i)).isFinite();
      assertThat(track.noiseDb(i)).isFinite();
      assertThat(track.scale(i)).isFinite().isPositive();
    }
  }

  private static FrameTrack run(Samples samples, int block) throws JobFailedException {
    return new VadSnrNetwork(model, block).run(samples.stream(), new Cancellation());
  }

  /** Buzzes of a changing pitch with pauses between them, in noise. */
  private static Samples bursts(int length) {
    Random random = new Random(11);
    float[] values = new float[length];
    double phase = 0;
    for (int i = 0; i < length; i++) {
      phase += (120 + 60 * Math.sin(i / 9_000.0)) / Samples.RATE;
      boolean on = i / 11_000 % 3 != 0;
      double buzz = on ? 0.2 * (phase - Math.floor(phase) - 0.5) : 0;
      values[i] = (float) (buzz + 0.01 * random.nextGaussian());
    }
    return Samples.of(values);
  }
}
