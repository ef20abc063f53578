package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CountSumTest {
  private static final CountSum.Group SURELY_ONE = group(20, 0, 0.95, 0.05);
  private static final CountSum.Group ONE_OR_TWO = group(20, 0, 0.6, 0.4);
  private static final CountSum.Group NOBODY = new CountSum.Group(List.of(1.0), 0, 0);

  private static CountSum.Group group(int most, double... probability) {
    return new CountSum.Group(Arrays.stream(probability).boxed().toList(), 1, most);
  }

  @Test
  void shouldAddUpTheNumbersOfAllGroups() {
    CountSum sum = CountSum.of(List.of(SURELY_ONE, ONE_OR_TWO, NOBODY), 1, 10);

    assertThat(sum.count()).isEqualTo(2);
    assertThat(sum.counts()).containsExactly(1, 1, 0);
    assertThat(sum.distribution()[2]).isCloseTo(0.57, within(1e-6));
    assertThat(sum.distribution()[3]).isCloseTo(0.95 * 0.4 + 0.05 * 0.6, within(1e-6));
    assertThat(sum.distribution()[4]).isCloseTo(0.02, within(1e-6));
  }

  @Test
  void shouldLeaveOneGroupAsItIs() {
    CountSum sum = CountSum.of(List.of(ONE_OR_TWO), 1, 10);

    assertThat(sum.distribution()[1]).isCloseTo(0.6, within(1e-6));
    assertThat(sum.counts()).containsExactly(1);
  }

  @Test
  void shouldAnswerNobodyWhereNoGroupSpeaks() {
    CountSum sum = CountSum.of(List.of(NOBODY, NOBODY), 1, 10);

    assertThat(sum.count()).isZero();
    assertThat(sum.distribution()).containsExactly(1);
  }

  @Test
  void shouldGiveOneMoreToTheGroupThatIsLeastSureWhereTheBoundAsksForIt() {
    CountSum sum = CountSum.of(List.of(SURELY_ONE, ONE_OR_TWO), 3, 10);

    assertThat(sum.count()).isEqualTo(3);
    assertThat(sum.counts()).containsExactly(1, 2);
    assertThat(sum.distribution()[2]).isZero();
  }

  @Test
  void shouldGoToTheBoundWhereNothingProbableLiesInside() {
    CountSum sum = CountSum.of(List.of(SURELY_ONE, ONE_OR_TWO), 9, 12);

    assertThat(sum.count()).isEqualTo(9);
    assertThat(sum.counts()[0] + sum.counts()[1]).isEqualTo(9);
  }

  @Test
  void shouldGiveNoGroupMoreThanItsSpeechAllows() {
    CountSum sum = CountSum.of(List.of(group(2, 0, 1), group(3, 0, 1)), 9, 12);

    assertThat(sum.count()).isEqualTo(5);
    assertThat(sum.counts()).containsExactly(2, 3);
  }

  @Test
  void shouldGiveNoMoreThanTheMost() {
    CountSum sum = CountSum.of(List.of(group(9, 0, 0, 0, 1), group(9, 0, 0, 0, 1)), 1, 4);

    assertThat(sum.count()).isEqualTo(4);
  }

  @Test
  void shouldTellOfOneGroupWhatTheBoundsOfTheSumMakeOfIt() {
    CountSum free = CountSum.of(List.of(SURELY_ONE, ONE_OR_TWO), 1, 10);
    CountSum three = CountSum.of(List.of(SURELY_ONE, ONE_OR_TWO), 3, 10);

    assertThat(free.distribution(1)[1]).isCloseTo(0.6, within(1e-6));
    assertThat(three.distribution(1)[2]).isCloseTo(0.40 / 0.43, within(1e-6));
    assertThat(three.distribution(0)[1]).isCloseTo(0.38 / 0.43, within(1e-6));
  }
}
