package dev.audioinsight.stack.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Feared: a soak that lets a leak pass. */
class TrendTest {
  private static final double HOUR = 3_600;

  @Test
  void shouldFindOutALeakOfOneKilobyteAJob() {
    // Five jobs a second.
    Trend trend = trend(seconds -> 600 + 5 * seconds / 1_024);

    assertThat(trend.isFlat()).isFalse();
    assertThat(trend.slope()).isBetween(15.0, 20.0);
  }

  @Test
  void shouldFindOutAStepUpLateInTheRun() {
    assertThat(trend(seconds -> seconds > 0.76 * HOUR ? 640 : 600).isFlat()).isFalse();
  }

  @Test
  void shouldTakeASizeThatWarmsUpAndStaysForFlat() {
    Trend trend = trend(seconds -> 600 - 300 * Math.exp(-seconds / 300));

    assertThat(trend.isFlat()).as(trend.toString()).isTrue();
    assertThat(trend.lastQuarter()).isBetween(595.0, 605.0);
  }

  @Test
  void shouldTakeASizeThatFallsForFlat() {
    assertThat(trend(seconds -> 600 - 50 * seconds / HOUR).isFlat()).isTrue();
  }

  /** An hour of looks, 10 s apart, with some noise on them. */
  private static Trend trend(DoubleUnaryOperator megabytes) {
    Random random = new Random(1);
    double[] seconds = IntStream.range(0, 360).mapToDouble(i -> i * 10.0).toArray();
    double[] sizes = new double[seconds.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = megabytes.applyAsDouble(seconds[i]) + random.nextGaussian();
    }
    return Trend.of(seconds, sizes);
  }
}
