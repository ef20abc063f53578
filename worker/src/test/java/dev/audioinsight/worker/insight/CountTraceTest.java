package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a count on its way. */
class CountTraceTest {
  private static final CountParameters PARAMETERS =
      CountFixtures.parameters(List.of(-1.0, 0.0, 0.0, 0.0, 0.0), 1.5, 0.03);

  @Test
  void shouldNameWhatWasTooLittleToBeAVoice() {
    List<Voice> clusters =
        List.of(
            CountFixtures.voice(110, 0),
            CountFixtures.voice(2_500, 1),
            CountFixtures.voice(3_040, 2));
    StopModel model = new StopModel(PARAMETERS, pieces());
    List<MergeChain.State> states =
        List.of(new MergeChain.State(clusters, -3, clusters.subList(1, 3)));
    CountDistribution distribution = CountDistribution.of(states, model, 56.5, 1, 10, PARAMETERS);

    List<String> lines = CountTrace.lines(distribution, clusters, 2, 56.5, PARAMETERS);

    assertThat(lines)
        .containsExactly(
            "56.5 s of speech, 3 clusters; 2 with probability 0.95",
            "voices: 30.4 s, 25.0 s",
            "joined to the most similar voice, a voice having at least 1.7 s: 1.1 s");
  }

  private static List<Region> pieces() {
    return List.of(new Region(0, 100, 1), new Region(200, 300, 1), new Region(400, 500, 1));
  }
}
