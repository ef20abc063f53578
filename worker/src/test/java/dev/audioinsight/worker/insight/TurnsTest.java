package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Speakers.Turn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feared: speech that belongs to nobody, or a walk that costs more than the recording is long. */
class TurnsTest {
  @Test
  void shouldBeginATurnWhereTheVoiceChangesWithinARegion() {
    List<Turn> turns =
        turns(List.of(region(1, 7)), List.of(region(1, 3), region(3, 5), region(5, 7)), 4, 4, 2);

    assertThat(turns).containsExactly(new Turn(1_000, 5_000, "S1"), new Turn(5_000, 7_000, "S2"));
  }

  @Test
  void shouldGiveARegionWithoutAPieceToTheNearestVoice() {
    List<Region> regions =
        List.of(region(0, 1), region(3, 5), region(6, 7), region(9, 10), region(11, 13));

    List<Turn> turns = turns(regions, List.of(region(3, 5), region(11, 13)), 0, 1);

    assertThat(turns).extracting(Turn::speaker).containsExactly("S1", "S1", "S1", "S2", "S2");
  }

  @Test
  void shouldGiveSpeechWithoutAnyPieceToOneVoice() {
    assertThat(turns(List.of(region(0, 1), region(2, 3)), List.of()))
        .extracting(Turn::speaker)
        .containsExactly("S1", "S1");
  }

  @Test
  void shouldWalkAlongADayOfSpeechOnce() {
    // Given a region and a piece each second: looking at each pair of them would take minutes
    List<Region> speech = new ArrayList<>();
    for (int second = 0; second < 37 * 3_600; second++) {
      speech.add(new Region(second * 16_000, second * 16_000 + 8_000, 1));
    }

    assertThat(turns(speech, speech, new int[speech.size()])).hasSameSizeAs(speech);
  }

  private static List<Turn> turns(List<Region> regions, List<Region> pieces, int... labels) {
    return new Turns(pieces, labels).of(regions);
  }

  private static Region region(int startSecond, int endSecond) {
    return new Region(startSecond * 16_000, endSecond * 16_000, 0.9);
  }
}
