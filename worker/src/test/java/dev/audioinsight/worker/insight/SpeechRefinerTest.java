package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SpeechRefinerTest {
  /** Frames of a second, about. */
  private static final int SECOND = 63;

  @Test
  void shouldLeaveOutTalkFarBelowTheRecordingsOwn() {
    float[] speech = track(20, 0);
    float[] level = track(20, -90);
    Arrays.fill(speech, 2 * SECOND, 5 * SECOND, 0.95f);
    Arrays.fill(level, 2 * SECOND, 5 * SECOND, -70);
    Arrays.fill(speech, 10 * SECOND, 15 * SECOND, 0.95f);
    Arrays.fill(level, 10 * SECOND, 15 * SECOND, -30);

    float[] refined = SpeechRefiner.refined(speech, level);

    assertThat(refined[3 * SECOND]).isLessThan(0.01f);
    assertThat(refined[12 * SECOND]).isCloseTo(0.95f, within(1e-3f));
  }

  @Test
  void shouldHearASoftRecordingWhoseTalkIsAllAsSoft() {
    float[] speech = track(10, 0.95f);
    float[] level = track(10, -75);

    assertThat(SpeechRefiner.refined(speech, level)[5 * SECOND]).isCloseTo(0.95f, within(1e-3f));
  }

  @Test
  void shouldHearASofterTalkerWhoIsNotFaint() {
    float[] speech = track(10, 0.95f);
    float[] level = track(10, -20);
    Arrays.fill(level, 5 * SECOND, 10 * SECOND, -50);

    assertThat(SpeechRefiner.refined(speech, level)[8 * SECOND]).isCloseTo(0.95f, within(1e-2f));
  }

  @Test
  void shouldRankPausesInsideATurnBetweenSpeechAndSilence() {
    float[] speech = track(10, 0.01f);
    Arrays.fill(speech, SECOND, 2 * SECOND, 0.9f);
    Arrays.fill(speech, 2 * SECOND + 30, 4 * SECOND, 0.8f);

    float[] refined = SpeechRefiner.refined(speech, track(10, -30));

    assertThat(refined[2 * SECOND + 15]).isCloseTo(0.35f * 0.8f, within(1e-3f));
    assertThat(refined[2 * SECOND - 1]).isCloseTo(0.9f, within(1e-3f));
    assertThat(refined[8 * SECOND]).isCloseTo(0.01f, within(1e-3f));
  }

  @Test
  void shouldTakeTracksOfAnyLength() {
    for (int length : new int[] {0, 1, 2, 62, 63, 64, 75, 200}) {
      assertThat(SpeechRefiner.refined(new float[length], new float[length])).hasSize(length);
    }
  }

  private static float[] track(int seconds, float value) {
    float[] track = new float[seconds * SECOND];
    Arrays.fill(track, value);
    return track;
  }
}
