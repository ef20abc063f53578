package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the judgement of a merge makes of the order in which the voices speak. */
class StopModelTest {
  private static final List<Region> WITHOUT_PAUSE =
      List.of(
          new Region(0, 100, 1),
          new Region(100, 200, 1),
          new Region(200, 300, 1),
          new Region(300, 400, 1));

  @Test
  void shouldTakeVoicesThatAlternateWithoutAPauseForOneRatherThanVoicesThatTakeTurns() {
    StopModel model = new StopModel(parameters(), WITHOUT_PAUSE);

    double alternating = model.twoVoices(0, 8, voice(0, 2), voice(1, 3));
    double takingTurns = model.twoVoices(0, 8, voice(0, 1), voice(2, 3));

    // Three of three transitions switch, and one of three; by chance it were half of them.
    assertThat(alternating).isCloseTo(probability(3.5 / 2.0), within(1e-12));
    assertThat(takingTurns).isCloseTo(probability(1.5 / 2.0), within(1e-12));
  }

  @Test
  void shouldCountNoTransitionAcrossAPause() {
    List<Region> withPauses =
        List.of(
            new Region(0, 100, 1),
            new Region(101, 200, 1),
            new Region(201, 300, 1),
            new Region(301, 400, 1));

    double probability =
        new StopModel(parameters(), withPauses).twoVoices(0, 8, voice(0, 2), voice(1, 3));

    assertThat(probability).isCloseTo(0.5, within(1e-12));
  }

  /** With a coefficient of -1 on the log ratio and none on anything else. */
  private static double probability(double ratio) {
    return 1 / (1 + ratio);
  }

  private static Voice voice(Integer... pieces) {
    VoiceStatistics statistics =
        new VoiceStatistics(new double[3], 200, new double[1], new double[1]);
    return new Voice(statistics, List.of(pieces), new float[] {1}, 0);
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
        List.of(0.0, 0.0, 0.0, 0.0, -1.0),
        0,
        1.5,
        0.03);
  }
}
