package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Holds FLAC against the WAV file that it was made from ({@code sox -R -D chord.wav chord.flac}).
 */
class FlacDecodingTest {
  private static final Limits TRUSTED =
      new Limits(
          Limits.DEFAULT.maxBytes(),
          Limits.DEFAULT.maxDuration(),
          Limits.Formats.WAV_AND_TRUSTED_FLAC);

  @Test
  void shouldGiveTheSamplesOfTheWavFile() throws Exception {
    Recording flac = decode(resource("chord.flac"));
    Recording wav = decode(resource("chord.wav"));

    assertThat(flac.info().format()).isEqualTo("flac");
    assertThat(flac.info().channels()).isEqualTo(2);
    assertThat(flac.info().sampleRateHz()).isEqualTo(22_050);
    assertThat(flac.info().durationMs()).isEqualTo(wav.info().durationMs());
    assertThat(flac.samples().length()).isEqualTo(wav.samples().length());
    for (int i = 0; i < wav.samples().length(); i++) {
      assertThat(flac.samples().get(i)).isEqualTo(wav.samples().get(i));
    }
  }

  @Test
  void shouldGiveWhatCameBeforeAStreamBreaksOff() throws Exception {
    byte[] whole = resource("chord.flac");

    Recording cut = decode(Arrays.copyOf(whole, whole.length / 2));

    assertThat(cut.samples().length()).isPositive().isLessThan(decode(whole).samples().length());
  }

  @Test
  void shouldRefuseAStreamWithoutASingleFrame() {
    assertThatThrownBy(() -> decode(new byte[] {'f', 'L', 'a', 'C', 1, 2, 3}))
        .isInstanceOfSatisfying(
            JobFailedException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO));
  }

  @Test
  void shouldBeRefusedWhereStrangersSendAudio() throws Exception {
    AudioBytes audio = audio(resource("chord.flac"));

    assertThatThrownBy(() -> new AudioDecoder(Limits.DEFAULT).decode(audio, new Cancellation()))
        .isInstanceOfSatisfying(
            JobFailedException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.UNSUPPORTED_FORMAT))
        .hasMessageContaining("FLAC");
  }

  private static Recording decode(byte[] bytes) throws JobFailedException {
    return new AudioDecoder(TRUSTED).decode(audio(bytes), new Cancellation());
  }

  private static AudioBytes audio(byte[] bytes) {
    return new AudioBytes() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FlacDecodingTest.class.getResourceAsStream("/audio/" + name)) {
      return in.readAllBytes();
    }
  }
}
