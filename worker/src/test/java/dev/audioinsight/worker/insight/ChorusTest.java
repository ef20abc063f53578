package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which voice what is too little to be one is taken for. */
class ChorusTest {
  private static final CountParameters PARAMETERS =
      CountFixtures.parameters(List.of(0.0, 0.0, 0.0, 0.0, 0.0), 1.5, 0.03);
  private static final List<Region> PIECES =
      List.of(new Region(0, 100, 1), new Region(200, 300, 1), new Region(400, 500, 1));

  @Test
  void shouldJoinACrumbToTheVoiceOfTheHighestScoreAndNotOfTheHighestCosine() {
    // The ordinary voice has a cosine of 0.8 with the crumb, no more than with the cohort.
    Voice ordinary =
        CountFixtures.voice(3_000, new float[] {0.8f, 0.6f}, new CohortCosines(0.8, 0.1), 0);
    Voice odd =
        CountFixtures.voice(2_500, new float[] {0.6f, -0.8f}, new CohortCosines(0.2, 0.1), 1);
    Voice crumb = CountFixtures.voice(100, new float[] {1, 0}, new CohortCosines(0.5, 0.1), 2);
    assertThat(crumb.cosine(ordinary)).isGreaterThan(crumb.cosine(odd));

    Chorus chorus = chorus(List.of(ordinary, odd, crumb));

    assertThat(chorus.labels(2)).containsExactly(new int[] {0, 1, 1});
  }

  private static Chorus chorus(List<Voice> clusters) {
    List<MergeChain.State> states =
        List.of(new MergeChain.State(clusters, -3, clusters.subList(0, 2)));
    CountDistribution distribution =
        CountDistribution.of(
            states, new StopModel(PARAMETERS, PIECES), 56, 1, PARAMETERS.most(), PARAMETERS);
    return new Chorus(
        List.of(new Chorus.Part(PIECES, PIECES)), states, distribution, 56, PARAMETERS);
  }
}
