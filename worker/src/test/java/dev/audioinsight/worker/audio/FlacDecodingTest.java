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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Holds FLAC against the WAV file that it was made from ({@code sox -R -D chord.wav chord.flac}). */
class FlacDecodingTest {

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

    assertThat(cut.samples().length())
        .isPositive()
        .isLessThan(decode(whole).samples().length());
  }

  @Test
  void shouldRefuseAStreamWithoutASingleFrame() {
    assertThatThrownBy(() -> decode(new byte[] {'f', 'L', 'a', 'C', 1, 2, 3}))
        .isInstanceOfSatisfying(
            JobFailedException.class,
            e -> assertThat(e.error().code()).isEqualTo(ErrorCode.CORRUPT_AUDIO));
  }

  @Property(tries = 1_000)
  void shouldAnswerWhateverIsBroken(
      @ForAll @IntRange(min = 4, max = 2_000) int position, @ForAll byte value) throws IOException {
    byte[] mutated = resource("chord.flac");
    mutated[position % mutated.length] = value;
    mutated[0] = 'f';

    try {
      assertThat(decode(mutated).samples().length()).isNotNegative();
    } catch (JobFailedException e) {
      assertThat(e.error().code())
          .isIn(ErrorCode.CORRUPT_AUDIO, ErrorCode.UNSUPPORTED_FORMAT, ErrorCode.TOO_LONG);
    }
  }

  private static Recording decode(byte[] bytes) throws JobFailedException {
    AudioBytes audio =
        new AudioBytes() {
          @Override
          public long length() {
            return bytes.length;
          }

          @Override
          public InputStream open() {
            return new ByteArrayInputStream(bytes);
          }
        };
    return new AudioDecoder(Limits.DEFAULT).decode(audio, new Cancellation());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = FlacDecodingTest.class.getResourceAsStream("/audio/" + name)) {
      return in.readAllBytes();
    }
  }
}
