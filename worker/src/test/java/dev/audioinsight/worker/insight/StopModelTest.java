package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the judgement of a merge makes of the order in which the voices speak. */
class StopModelTest {
  /** A coefficient of -1 on the log ratio of switches and none on anything else. */
  private static final CountParameters PARAMETERS =
      CountFixtures.parameters(List.of(0.0, 0.0, 0.0, 0.0, -1.0), 1.5, 0.03);

  private static final List<Region> WITHOUT_PAUSE =
      List.of(
          new Region(0, 100, 1),
          new Region(100, 200, 1),
          new Region(200, 300, 1),
          new Region(300, 400, 1));

  @Test
  void shouldTakeVoicesThatAlternateWithoutAPauseForOneRatherThanVoicesThatTakeTurns() {
    StopModel model = new StopModel(PARAMETERS, WITHOUT_PAUSE);

    double alternating =
        model.evidence(0, 8, CountFixtures.voice(200, 0, 2), CountFixtures.voice(200, 1, 3));
    double takingTurns =
        model.evidence(0, 8, CountFixtures.voice(200, 0, 1), CountFixtures.voice(200, 2, 3));

    // Three of three transitions switch, and one of three; by chance it were half of them.
    assertThat(alternating).isCloseTo(-Math.log(3.5 / 2.0), within(1e-12));
    assertThat(takingTurns).isCloseTo(-Math.log(1.5 / 2.0), within(1e-12));
  }

  @Test
  void shouldCountNoTransitionAcrossAPause() {
    List<Region> withPauses =
        List.of(
            new Region(0, 100, 1),
            new Region(101, 200, 1),
            new Region(201, 300, 1),
            new Region(301, 400, 1));

    double evidence =
        new StopModel(PARAMETERS, withPauses)
            .evidence(0, 8, CountFixtures.voice(200, 0, 2), CountFixtures.voice(200, 1, 3));

    assertThat(evidence).isCloseTo(0, within(1e-12));
  }

  @Test
  void shouldJudgeEachNumberByAThresholdOfItsOwnAndTheLastOneBeyond() {
    StopModel model =
        new StopModel(
            CountFixtures.parameters(Collections.nCopies(5, 0.0), List.of(-1.0, 2.0), 1.5, 0.03),
            WITHOUT_PAUSE);

    assertThat(model.moreThan(1, 0)).isCloseTo(1 / (1 + Math.E), within(1e-12));
    assertThat(model.moreThan(2, -2)).isEqualTo(0.5);
    assertThat(model.moreThan(9, -2)).isEqualTo(0.5);
  }
}
