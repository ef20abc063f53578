package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Feared: two ordinary voices are taken for one, since each is like many others. */
class VoiceTest {
  private static final float[] EAST = {1, 0};
  private static final float[] NORTH_EAST = {0.6f, 0.8f};

  @Test
  void shouldScoreByHowFarTheCosineIsFromThoseWithTheCohortOnBothSides() {
    Voice one = voice(EAST, new CohortCosines(0.2, 0.1));
    Voice other = voice(NORTH_EAST, new CohortCosines(0.4, 0.2));

    // A cosine of 0.6 is four deviations from the one's cohort and one from the other's.
    assertThat(one.score(other)).isCloseTo(2.5, within(1e-6));
    assertThat(other.score(one)).isEqualTo(one.score(other));
  }

  @Test
  void shouldScoreByTheCosineWhereANetworkHasNoCohort() {
    Voice one = voice(EAST, CohortCosines.NONE);
    Voice other = voice(NORTH_EAST, CohortCosines.NONE);

    assertThat(one.score(other)).isEqualTo(one.cosine(other)).isCloseTo(0.6, within(1e-6));
  }

  private static Voice voice(float[] embedding, CohortCosines cohort) {
    return CountFixtures.voice(100, embedding, cohort, 0);
  }
}
