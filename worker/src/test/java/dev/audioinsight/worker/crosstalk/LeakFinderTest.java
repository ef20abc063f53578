package dev.audioinsight.worker.crosstalk;

import static dev.audioinsight.worker.crosstalk.Voices.companded;
import static dev.audioinsight.worker.crosstalk.Voices.moved;
import static dev.audioinsight.worker.crosstalk.Voices.noise;
import static dev.audioinsight.worker.crosstalk.Voices.sum;
import static dev.audioinsight.worker.crosstalk.Voices.voice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeakFinderTest {
  private static final double SECONDS = 12;
  private static final float[] CALLER = voice(1, SECONDS, 0.5, 6);
  private static final float[] AGENT = voice(2, SECONDS, 5, 11);

  /** Frames of 16 ms from one second to another. */
  private static BitSet frames(double from, double to) {
    BitSet frames = new BitSet();
    frames.set((int) (from * 62.5), (int) (to * 62.5));
    return frames;
  }

  private static Talk talk(float[] speech) {
    double[] power = new double[speech.length / 256];
    for (int i = 0; i < power.length * 256; i++) {
      power[i / 256] += speech[i] * speech[i] / 256;
    }
    return new Talk() {
      @Override
      public int frames() {
        return power.length;
      }

      @Override
      public boolean isSpeech(int frame) {
        return power[frame] > 1e-8;
      }

      @Override
      public double power(int frame) {
        return power[frame];
      }
    };
  }

  private static Leaks leaks(List<float[]> channels, List<float[]> speech)
      throws JobFailedException {
    return LeakFinder.find(
        channels.stream().map(Voices::stream).toList(),
        speech.stream().map(LeakFinderTest::talk).toList(),
        new Cancellation());
  }

  private static double share(BitSet found, BitSet of) {
    BitSet both = (BitSet) found.clone();
    both.and(of);
    return (double) both.cardinality() / of.cardinality();
  }

  @ParameterizedTest
  @CsvSource({"-6, 0", "-10, 800", "-15, -300", "-20, 0", "-20, 800", "-20, 1600"})
  void shouldFindWhatTheOtherSaysUnderTheChannelsOwnNoise(double db, int delay) throws Exception {
    float[] leak = moved(CALLER, db, delay);
    float[] heard = sum(AGENT, leak);

    // The noise is as loud as a leak at -20 dB.
    Leaks leaks =
        leaks(
            List.of(sum(CALLER, noise(3, SECONDS, -60)), sum(heard, noise(4, SECONDS, -48))),
            List.of(CALLER, heard));

    assertThat(share(leaks.of(1), frames(0.8, 4.7))).isGreaterThan(0.95);
    assertThat(share(leaks.of(1), frames(6.3, 10.8))).isZero();
    assertThat(leaks.of(0).cardinality()).isZero();
  }

  @Test
  void shouldKeepBothWhoTalkAtOnce() throws Exception {
    float[] heard = sum(AGENT, moved(CALLER, -10, 400));

    Leaks leaks = leaks(List.of(CALLER, heard), List.of(CALLER, heard));

    assertThat(share(leaks.of(1), frames(5.2, 5.9))).isLessThan(0.1);
    assertThat(share(leaks.of(0), frames(5.2, 5.9))).isZero();
  }

  @Test
  void shouldKeepTwoVoicesThatHearNothingOfEachOther() throws Exception {
    float[] other = voice(8, SECONDS, 0.5, 11);

    Leaks leaks = leaks(List.of(CALLER, other), List.of(CALLER, other));

    assertThat(leaks.of(0).cardinality() + leaks.of(1).cardinality()).isZero();
  }

  @Test
  void shouldFindALeakBehindATelephonesCodec() throws Exception {
    float[] heard = sum(AGENT, moved(CALLER, -20, 333));

    Leaks leaks = leaks(List.of(companded(CALLER), companded(heard)), List.of(CALLER, heard));

    assertThat(share(leaks.of(1), frames(0.8, 4.7))).isGreaterThan(0.95);
  }

  @Test
  void shouldLeaveEachStretchOfOneRoomToTheLouderMicrophone() throws Exception {
    float[] first = sum(CALLER, moved(AGENT, -2, 30));
    float[] second = sum(AGENT, moved(CALLER, -2, 30));

    Leaks leaks = leaks(List.of(first, second), List.of(first, second));

    assertThat(share(leaks.of(1), frames(0.8, 4.7))).isGreaterThan(0.95);
    assertThat(share(leaks.of(0), frames(6.3, 10.8))).isGreaterThan(0.95);
    assertThat(leaks.near(0, 1)).isGreaterThan(frames(0.8, 4.7).cardinality());
    assertThat(share(leaks.of(0), frames(0.8, 4.7))).isZero();
  }

  @Test
  void shouldLeaveWhatIsEquallyLoudToTheFirstChannel() throws Exception {
    List<float[]> all = List.of(CALLER, moved(CALLER, 0, 20), moved(CALLER, 0, 60));

    Leaks leaks = leaks(all, all);

    assertThat(leaks.of(0).cardinality()).isZero();
    assertThat(share(leaks.of(1), frames(0.8, 5.7))).isGreaterThan(0.95);
    assertThat(share(leaks.of(2), frames(0.8, 5.7))).isGreaterThan(0.95);
  }

  @Test
  void shouldStopWhenItsJobDoes() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThatThrownBy(
            () ->
                LeakFinder.find(
                    IntStream.range(0, 2).mapToObj(i -> Voices.stream(CALLER)).toList(),
                    List.of(talk(CALLER), talk(CALLER)),
                    cancellation))
        .isInstanceOf(JobFailedException.class);
  }

  @Test
  void shouldGiveTheSameEachTime() throws Exception {
    float[] heard = sum(AGENT, moved(CALLER, -15, 100));
    List<float[]> channels = List.of(CALLER, heard);

    assertThat(leaks(channels, channels).of(1)).isEqualTo(leaks(channels, channels).of(1));
  }
}
