package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BackgroundTalkTest {
  /** Frames of a second, about. */
  private static final int SECOND = 63;

  @Test
  void shouldLeaveOutTalkFarBelowTheRecordingsOwn() throws Exception {
    float[] speech = track(20, 0);
    float[] level = track(20, -90);
    Arrays.fill(speech, 2 * SECOND, 5 * SECOND, 0.95f);
    Arrays.fill(level, 2 * SECOND, 5 * SECOND, -70);
    Arrays.fill(speech, 10 * SECOND, 15 * SECOND, 0.95f);
    Arrays.fill(level, 10 * SECOND, 15 * SECOND, -30);

    float[] heard = removed(speech, level);

    assertThat(heard[3 * SECOND]).isLessThan(0.01f);
    assertThat(heard[12 * SECOND]).isCloseTo(0.95f, within(1e-3f));
  }

  @Test
  void shouldHearASoftRecordingWhoseTalkIsAllAsSoft() throws Exception {
    float[] speech = track(10, 0.95f);
    float[] level = track(10, -75);

    assertThat(removed(speech, level)[5 * SECOND]).isCloseTo(0.95f, within(1e-3f));
  }

  @Test
  void shouldHearASofterTalkerWhoIsNotFaint() throws Exception {
    float[] speech = track(10, 0.95f);
    float[] level = track(10, -20);
    Arrays.fill(level, 5 * SECOND, 10 * SECOND, -50);

    assertThat(removed(speech, level)[8 * SECOND]).isCloseTo(0.95f, within(1e-2f));
  }

  @Test
  void shouldTakeTracksOfAnyLength() throws Exception {
    for (int length : new int[] {0, 1, 2, 62, 63, 64, 75, 200}) {
      assertThat(removed(new float[length], new float[length])).hasSize(length);
    }
  }

  @Test
  void shouldStopWithItsJob() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();

    assertThatExceptionOfType(JobFailedException.class)
        .isThrownBy(() -> BackgroundTalk.removed(track(1, 0), track(1, 0), cancellation));
  }

  private static float[] removed(float[] speech, float[] level) throws JobFailedException {
    return BackgroundTalk.removed(speech, level, new Cancellation());
  }

  private static float[] track(int seconds, float value) {
    float[] track = new float[seconds * SECOND];
    Arrays.fill(track, value);
    return track;
  }
}
