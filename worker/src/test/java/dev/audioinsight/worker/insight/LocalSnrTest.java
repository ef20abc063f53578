package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalSnrTest {
  /** Frames of a second. */
  private static final double SECOND = 62.5;

  private static final SnrParameters PARAMETERS =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .convertValue(
              ModelStore.open(Path.of("..", "models")).parameters("snr"), SnrParameters.class);

  @Test
  void shouldReadEachTenSecondsByThemselves() throws Exception {
    // Given 25 s: speech at 20 dB over noise, from 10 s on at 5 dB, and none after 20 s
    LocalSnr local = local(25, 20, 5, -60);

    assertThat(local.timeline(25 * 16_000, new Cancellation()))
        .containsExactly(new Snr.Point(0, 10_000, 20.0), new Snr.Point(10_000, 20_000, 5.0));
  }

  @Test
  void shouldEndTheLastStretchWithTheRecording() throws Exception {
    assertThat(local(12, 20, 20, 20).timeline(12 * 16_000, new Cancellation()))
        .last()
        .isEqualTo(new Snr.Point(10_000, 12_000, 20.0));
  }

  @Test
  void shouldReadEachSpeakerInTheirTurnsAndLeaveOutWhoSaysTooLittle() throws Exception {
    LocalSnr local = local(30, 20, 5, 5);

    assertThat(
            local.bySpeaker(
                List.of(
                    new Speakers.Turn(0, 9_000, "S1"),
                    new Speakers.Turn(11_000, 15_000, "S2"),
                    new Speakers.Turn(15_000, 15_300, "S3")),
                new Cancellation()))
        .containsOnlyKeys("S1", "S2")
        .containsEntry("S1", 20.0)
        .containsEntry("S2", 5.0);
  }

  /** A recording with one SNR for each 10 s; below -50 dB it holds no speech. */
  private static LocalSnr local(int seconds, double... snrDb) {
    int frames = (int) (seconds * SECOND);
    float[] speech = new float[frames];
    float[] speechDb = new float[frames];
    float[] noiseDb = new float[frames];
    Arrays.fill(noiseDb, -50);
    for (int i = 0; i < frames; i++) {
      double db = snrDb[(int) (i / (10 * SECOND))];
      speech[i] = db < -50 ? 0 : 1;
      speechDb[i] = (float) (-50 + db);
    }
    return new LocalSnr(
        new FrameTrack(speech, speechDb, noiseDb, new float[frames / 4 + 1]), PARAMETERS);
  }
}
