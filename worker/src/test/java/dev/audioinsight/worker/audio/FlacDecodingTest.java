package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds FLAC against the WAV file that it was made from ({@code sox -R -D chord.wav chord.flac}).
 */
class FlacDecodingTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "audio");

  @Test
  void shouldGiveTheSamplesOfTheWavFile() throws Exception {
    Decoded flac = Wav.decode(Files.readAllBytes(FOLDER.resolve("chord.flac")));
    Decoded wav = Wav.decode(Files.readAllBytes(FOLDER.resolve("chord.wav")));

    assertThat(flac.info().format()).isEqualTo("flac");
    assertThat(flac.info().channels()).isEqualTo(2);
    assertThat(flac.info().sampleRateHz()).isEqualTo(22_050);
    assertThat(flac.info().durationMs()).isEqualTo(wav.info().durationMs());
    assertThat(flac.info().truncated()).isFalse();
    assertThat(flac.info().effectiveBandwidthHz()).isEqualTo(wav.info().effectiveBandwidthHz());
    assertThat(Wav.values(flac)).isEqualTo(Wav.values(wav));
  }
}
