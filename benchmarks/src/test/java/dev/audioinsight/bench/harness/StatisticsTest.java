package dev.audioinsight.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Feared: a table that shows another number than it says. */
class StatisticsTest {
  @Test
  void shouldTakeTheMiddleOfAnOddNumberAndTheMeanOfTwoOfAnEvenOne() {
    assertThat(Statistics.median(List.of(9, 1, 5))).isEqualTo(5);
    assertThat(Statistics.median(List.of(9, 1, 5, 7))).isEqualTo(6);
    assertThat(Statistics.median(List.of())).isNaN();
  }

  @Test
  void shouldGiveAValueThatWasSeenAndNoSmallerOneThanTheShareAsksFor() {
    double[] values = new double[100];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 - i;
    }

    assertThat(Statistics.percentile(values, 0.5)).isEqualTo(50);
    assertThat(Statistics.percentile(values, 0.99)).isEqualTo(99);
    assertThat(Statistics.percentile(values, 1)).isEqualTo(100);
    assertThat(Statistics.percentile(new double[] {3}, 0.01)).isEqualTo(3);
  }
}
