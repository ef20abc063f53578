package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.audio.Wav;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter bank against its reference, {@code models/training/fbank.py}. */
class FbankTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @CsvSource({"WESPEAKER, wespeaker", "THREE_D_SPEAKER, 3d-speaker"})
  void shouldGiveTheValuesOfTheReference(Fbank.Convention convention, String name)
      throws Exception {
    JsonNode reference = reference();
    int first = reference.get("first").asInt();

    float[] mels =
        new Fbank(convention)
            .of(
                Signals.part(
                    recording(reference), first, first + reference.get("samples").asInt()));

    assertSame(mels, reference.at("/" + name + "/logMel"), Fbank.MELS);
    assertSame(Cepstra.of(mels), reference.at("/" + name + "/cepstra"), VoiceStatistics.CEPSTRA);
  }

  @ParameterizedTest
  @EnumSource(Fbank.Convention.class)
  void shouldStayAtTheFloorInDigitalSilence(Fbank.Convention convention) {
    float[] mels = new Fbank(convention).of(FloatBuffer.allocate(800));

    assertThat(mels).hasSize(3 * Fbank.MELS).containsOnly((float) Math.log(Math.ulp(1f)));
  }

  @ParameterizedTest
  @EnumSource(Fbank.Convention.class)
  void shouldNotHearAConstant(Fbank.Convention convention) {
    float[] wave = Signals.whiteNoise(0.1, 0.1);
    float[] moved = wave.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 0.25f;
    }

    float[] mels = new Fbank(convention).of(FloatBuffer.wrap(wave));

    assertThat(new Fbank(convention).of(FloatBuffer.wrap(moved)))
        .containsExactly(mels, within(1e-3f));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "399, 0", "400, 1", "559, 1", "560, 2", "16000, 98"})
  void shouldTakeWholeFramesAlone(int samples, int frames) {
    float[] mels = new Fbank(Fbank.Convention.WESPEAKER).of(FloatBuffer.allocate(samples));

    assertThat(mels).hasSize(frames * Fbank.MELS);
    assertThat(Fbank.frames(samples)).isEqualTo(frames);
  }

  @Test
  void shouldReadAStretchAsItReadsTheWhole() throws Exception {
    Samples samples = recording(reference());
    Fbank fbank = new Fbank(Fbank.Convention.THREE_D_SPEAKER);

    float[] whole = fbank.of(Signals.part(samples, 0, 16_400));
    float[] part = fbank.of(Signals.part(samples, 20 * Fbank.HOP, 16_400));

    assertThat(part).hasSize(whole.length - 20 * Fbank.MELS);
    for (int i = 0; i < part.length; i++) {
      assertThat(part[i]).isEqualTo(whole[20 * Fbank.MELS + i]);
    }
  }

  private static void assertSame(float[] values, JsonNode rows, int width) {
    assertThat(values).hasSize(rows.size() * width).isNotEmpty();
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i])
          .as("frame %d, value %d", i / width, i % width)
          .isCloseTo((float) rows.get(i / width).get(i % width).asDouble(), within(TOLERANCE));
    }
  }

  private static JsonNode reference() throws Exception {
    return JsonMapper.builder()
        .build()
        .readTree(Files.readAllBytes(Path.of("..", "models", "reference", "fbank.json")));
  }

  private static Samples recording(JsonNode reference) throws Exception {
    Path file = Path.of("..", "samples", reference.get("sample").textValue());
    return Wav.decode(Files.readAllBytes(file)).samples();
  }
}
