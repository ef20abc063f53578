package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the sender's bounds and short recordings do to the distribution of the count. */
class CountDistributionTest {
  private static final int FRAMES = 1_000;
  private static final CountParameters PARAMETERS =
      CountFixtures.parameters(List.of(-1.0, 0.0, 0.0, 0.0, 0.0), 2.5, 0.06);
  private static final StopModel MODEL = new StopModel(PARAMETERS, pieces(14));

  @Test
  void shouldGiveTheNumberAtWhichMergesStopBeingRight() {
    CountDistribution distribution = of(chain(5, 3), 1, 10);

    assertThat(distribution.count()).isEqualTo(3);
    assertThat(distribution.probability(3)).isCloseTo(1, within(1e-6));
  }

  @Test
  void shouldNotNameTooFewWhereTheProbabilityOfManyIsSpread() {
    // P(N > k) is 0.65, 0.60, 0.40 and 0.12 for k from 1 to 4: one is the likeliest number.
    CountDistribution distribution = of(chain(2.0, 0.4, -0.4, -0.6), 1, 10);

    assertThat(distribution.probability(1)).isGreaterThan(distribution.probability(4));
    assertThat(distribution.probability(4)).isGreaterThan(distribution.probability(3));
    assertThat(distribution.count()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 2", "1, 1, 1", "4, 5, 4", "5, 10, 5", "3, 3, 3", "1, 10, 3", "1, 20, 3"})
  void shouldAnswerTheNearestBoundWhereTheEvidenceLiesOutside(int fewest, int most, int expected) {
    CountDistribution distribution = of(chain(5, 3), fewest, most);

    assertThat(distribution.count()).isEqualTo(expected);
    assertThat(sum(distribution)).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldNotRunAwayAlongAFaintTailWhereMoreAreAskedFor() {
    // P(N > 1) is 0.95, and P(N > k) is 0.01 for k from 2 to 6
    CountDistribution distribution = of(chain(4.6, 4.6, 4.6, 4.6, 4.6, -3.0), 4, 10);

    assertThat(distribution.count()).isEqualTo(4);
    assertThat(sum(distribution)).isCloseTo(1, within(1e-9));
  }

  @Test
  void shouldHonourMoreSpeakersThanTheUsualDistributionHolds() {
    CountDistribution distribution = of(chain(14, 3), 12, 20);

    assertThat(distribution.count()).isEqualTo(12);
    assertThat(distribution.stateFor(12, chain(14, 3))).isEqualTo(2);
  }

  @Test
  void shouldReadThePartitionWhereThereAreAsManyClusters() {
    List<MergeChain.State> states = chain(5, 3);

    assertThat(states.get(of(states, 1, 2).stateFor(2, states)).voices()).hasSize(2);
    assertThat(states.get(of(states, 4, 5).stateFor(4, states)).voices()).hasSize(4);
  }

  @Test
  void shouldBeNoLessSureAfterManyMergesThanAfterFew() {
    CountDistribution few = of(chain(3, 1), 1, 10);
    CountDistribution many = of(chain(14, 1), 1, 10);

    assertThat(many.probability(1)).isCloseTo(few.probability(1), within(1e-9));
  }

  @Test
  void shouldNotBeSureOfLittleSpeech() {
    CountDistribution distribution =
        CountDistribution.of(chain(2, 1), MODEL, 2.0, 1, 10, PARAMETERS);

    assertThat(distribution.count()).isEqualTo(1);
    assertThat(distribution.probability(1)).isCloseTo(0.6, within(1e-6));
    assertThat(distribution.probability(2)).isCloseTo(0.4, within(1e-6));
  }

  private static CountDistribution of(List<MergeChain.State> states, int fewest, int most) {
    return CountDistribution.of(
        states, MODEL, states.size() * FRAMES / 100.0, fewest, most, PARAMETERS);
  }

  private static double sum(CountDistribution distribution) {
    return IntStream.rangeClosed(0, distribution.most())
        .mapToDouble(distribution::probability)
        .sum();
  }

  /** A chain whose merges are surely right down to {@code right} voices, and surely wrong below. */
  private static List<MergeChain.State> chain(int clusters, int right) {
    return chain(
        IntStream.range(1, clusters).mapToDouble(i -> clusters - i >= right ? 30 : -30).toArray());
  }

  /** A chain of merges with these logits, down to one voice. */
  private static List<MergeChain.State> chain(double... logits) {
    List<MergeChain.State> states = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      List<Voice> voices = voices(logits.length + 1 - i);
      states.add(new MergeChain.State(voices, logits[i], voices.subList(0, 2)));
    }
    states.add(new MergeChain.State(voices(1), Double.NEGATIVE_INFINITY, List.of()));
    return states;
  }

  private static List<Voice> voices(int count) {
    return IntStream.range(0, count).mapToObj(i -> CountFixtures.voice(FRAMES, i)).toList();
  }

  private static List<Region> pieces(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Region(1000 * i, 1000 * i + 900, 1))
        .toList();
  }
}
