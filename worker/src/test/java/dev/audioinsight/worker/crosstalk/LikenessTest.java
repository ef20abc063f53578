package dev.audioinsight.worker.crosstalk;

import static dev.audioinsight.worker.crosstalk.Voices.companded;
import static dev.audioinsight.worker.crosstalk.Voices.moved;
import static dev.audioinsight.worker.crosstalk.Voices.negative;
import static dev.audioinsight.worker.crosstalk.Voices.noise;
import static dev.audioinsight.worker.crosstalk.Voices.sum;
import static dev.audioinsight.worker.crosstalk.Voices.voice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LikenessTest {
  private static final double SECONDS = 8;

  private static final float[] CALLER = sum(voice(1, SECONDS, 0.5, 7), noise(2, SECONDS, -60));

  private static Likeness of(float[]... channels) throws JobFailedException {
    return Likeness.of(Arrays.stream(channels).map(Voices::stream).toList(), new Cancellation());
  }

  static Stream<float[]> dead() {
    float[] constant = new float[CALLER.length];
    Arrays.fill(constant, 0.25f);
    float[] lastBit = new float[CALLER.length];
    float[] idleLine = new float[CALLER.length];
    for (int i = 0; i < lastBit.length; i++) {
      lastBit[i] = (i * 7919 % 13 < 6 ? 1 : 0) / 32_768f;
      idleLine[i] = (i * 7919 % 13 < 6 ? 8 : -8) / 32_768f;
    }
    return Stream.of(new float[CALLER.length], constant, lastBit, idleLine);
  }

  @ParameterizedTest
  @MethodSource("dead")
  void shouldFindAChannelWithoutASignalSilent(float[] dead) throws Exception {
    Likeness likeness = of(CALLER, dead);

    assertThat(likeness.isSilent(0)).isFalse();
    assertThat(likeness.isSilent(1)).isTrue();
    assertThat(likeness.original(1)).isEqualTo(1);
  }

  @Test
  void shouldTakeNothingForACopyOfWhichNoSecondIsLoudEnoughToTell() throws Exception {
    float[] clicked = noise(9, SECONDS, -74);
    clicked[50_000] += 0.02f;

    Likeness likeness = of(CALLER, clicked);

    assertThat(likeness.isSilent(1)).as("a frame is loud").isFalse();
    assertThat(likeness.original(1)).isEqualTo(1);
  }

  @Test
  void shouldNotTakeAFaintVoiceForSilence() throws Exception {
    assertThat(of(CALLER, moved(voice(5, SECONDS, 1, 3), -32, 0)).isSilent(1)).isFalse();
  }

  static Stream<float[]> copies() {
    float[] offset = CALLER.clone();
    for (int i = 0; i < offset.length; i++) {
      offset[i] += 0.1f;
    }
    return Stream.of(
        CALLER,
        offset,
        moved(CALLER, -12, 0),
        moved(CALLER, 3, 37),
        moved(CALLER, -6, -400),
        negative(CALLER),
        companded(moved(CALLER, -6, 5)));
  }

  @ParameterizedTest
  @MethodSource("copies")
  void shouldFindACopyWhateverItsGainSignDelayOrCodec(float[] copy) throws Exception {
    Likeness likeness = of(CALLER, copy, voice(9, SECONDS, 1, 6));

    assertThat(likeness.original(0)).isZero();
    assertThat(likeness.original(1)).isZero();
    assertThat(likeness.original(2)).isEqualTo(2);
  }

  @Test
  void shouldNameTheFirstOfManyCopies() throws Exception {
    Likeness likeness = of(new float[CALLER.length], CALLER, CALLER, moved(CALLER, -3, 0));

    assertThat(likeness.original(2)).isEqualTo(1);
    assertThat(likeness.original(3)).isEqualTo(1);
  }

  @Test
  void shouldFindNoCopyWhereOneWordIsTheChannelsOwn() throws Exception {
    float[] word = moved(voice(7, SECONDS, 4, 4.6), -6, 0);

    assertThat(of(CALLER, sum(CALLER, word)).original(1)).isEqualTo(1);
  }

  @Test
  void shouldFindNoCopyInNoiseOfTwoLines() throws Exception {
    assertThat(of(noise(1, SECONDS, -55), noise(2, SECONDS, -55)).original(1)).isEqualTo(1);
  }

  @Test
  void shouldKnowNothingOfARecordingWithoutSamples() throws Exception {
    Likeness likeness = of(new float[0], new float[0]);

    assertThat(List.of(likeness.isSilent(0), likeness.isSilent(1))).containsOnly(true);
  }
}
