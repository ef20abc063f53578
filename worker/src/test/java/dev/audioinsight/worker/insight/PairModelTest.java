package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: one voice is taken for two once it was heard for hours. */
class PairModelTest {
  private static final int BOUND_FRAMES = 100 * 100;
  private static final PairModel MODEL =
      new PairModel(CountFixtures.parameters(Collections.nCopies(5, 1.0), 1.5, 0.04));

  @ParameterizedTest
  @ValueSource(ints = {2, 36, 432})
  void shouldJudgeHoursOfSpeechAsItJudgesTheBound(int times) {
    VoiceStatistics first = statistics(1);
    VoiceStatistics second = statistics(2);

    double bound = MODEL.logit(voice(first), voice(second));

    assertThat(MODEL.logit(voice(first.share(times)), voice(second.share(times))))
        .isCloseTo(bound, within(1e-6));
    assertThat(MODEL.logit(voice(first.share(times)), voice(second)))
        .isCloseTo(bound, within(1e-6));
  }

  @Test
  void shouldCountDurationsUpToTheBound() {
    VoiceStatistics first = statistics(1);
    VoiceStatistics second = statistics(2);

    assertThat(MODEL.logit(voice(first.share(0.5)), voice(second.share(0.5))))
        .isNotCloseTo(MODEL.logit(voice(first), voice(second)), within(0.1));
  }

  /** Of as many frames as count, with a sound of its own. */
  private static VoiceStatistics statistics(int seed) {
    Random random = new Random(seed);
    float[] cepstra = new float[BOUND_FRAMES * VoiceStatistics.CEPSTRA];
    for (int i = 0; i < cepstra.length; i++) {
      cepstra[i] = (float) (random.nextGaussian() * (1 + seed * (i % 3) * 0.1));
    }
    return VoiceStatistics.of(new double[] {1}, cepstra, 0, BOUND_FRAMES);
  }

  private static Voice voice(VoiceStatistics statistics) {
    return new Voice(
        statistics,
        List.of(0),
        new float[] {1},
        CohortCosines.NONE,
        statistics.logDeterminant(0.05));
  }
}
