package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(6));

  @Test
  void shouldDoubleTheWaitUpToItsLimit() {
    RandomGenerator most = () -> -1L;

    assertThat(POLICY.delayAfter(1, most)).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(1));
    assertThat(POLICY.delayAfter(2, most)).isCloseTo(Duration.ofSeconds(2), Duration.ofMillis(1));
    assertThat(POLICY.delayAfter(3, most)).isCloseTo(Duration.ofSeconds(4), Duration.ofMillis(1));
    assertThat(POLICY.delayAfter(4, most)).isCloseTo(Duration.ofSeconds(6), Duration.ofMillis(1));
    assertThat(POLICY.delayAfter(1_000, most)).isLessThanOrEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void shouldSpreadTheWaitsOverTheirUpperHalf() {
    SplittableRandom random = new SplittableRandom(5);

    double sum = 0;
    for (int i = 0; i < 1_000; i++) {
      Duration delay = POLICY.delayAfter(1, random);
      assertThat(delay).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      sum += delay.toMillis();
    }

    assertThat(sum / 1_000).isBetween(730.0, 770.0);
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> POLICY.withMaxAttempts(0)).hasMessageContaining("at least 1 attempt");
    assertThatThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
