package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a count on its way. */
class CountTraceTest {
  @Test
  void shouldNameWhatWasTooLittleToBeAVoice() {
    List<Voice> clusters = List.of(voice(0, 110), voice(1, 2_500), voice(2, 3_040));
    StopModel model = new StopModel(parameters(), pieces());
    List<MergeChain.State> states =
        List.of(new MergeChain.State(clusters, -3, clusters.subList(1, 3)));
    CountDistribution distribution = CountDistribution.of(states, model, 56.5, 1, 10, parameters());
    List<String> told = new ArrayList<>();

    CountTrace.tell(listener(told), distribution, clusters, 2, 56.5, parameters());

    assertThat(told)
        .containsExactly(
            "56.5 s of speech, 3 clusters; 2 with probability 0.95",
            "voices: 30.4 s, 25.0 s",
            "joined to the most similar voice, a voice having at least 1.7 s: 1.1 s");
  }

  private static Trace listener(List<String> told) {
    return new Trace() {
      @Override
      public void speakers(String text) {
        told.add(text);
      }
    };
  }

  private static List<Region> pieces() {
    return List.of(new Region(0, 100, 1), new Region(200, 300, 1), new Region(400, 500, 1));
  }

  private static Voice voice(int piece, double frames) {
    VoiceStatistics statistics =
        new VoiceStatistics(new double[3], frames, new double[1], new double[1]);
    return new Voice(statistics, List.of(piece), new float[] {1}, 0);
  }

  private static CountParameters parameters() {
    List<Double> ones = Collections.nCopies(PairModel.FEATURES, 1.0);
    return new CountParameters(
        Collections.nCopies(PairModel.FEATURES, "feature"),
        2.0,
        0.45,
        30.0,
        0.05,
        1.0,
        10,
        0.5,
        10.0,
        ones,
        ones,
        ones,
        0,
        Collections.nCopies(StopModel.FEATURES, "feature"),
        List.of(-1.0, 0.0, 0.0, 0.0, 0.0),
        0,
        1.5,
        0.03);
  }
}
