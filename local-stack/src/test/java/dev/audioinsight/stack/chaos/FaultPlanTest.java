package dev.audioinsight.stack.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a chaos that is green because it does nothing. */
class FaultPlanTest {
  private static final Duration GAP = Duration.ofSeconds(10);

  @Test
  void shouldMakeTheSamePlanOfTheSameSeed() {
    Duration length = Duration.ofMinutes(5);

    assertThat(FaultPlan.of(17, length, GAP, false))
        .isEqualTo(FaultPlan.of(17, length, GAP, false));
    assertThat(FaultPlan.of(17, length, GAP, false))
        .isNotEqualTo(FaultPlan.of(18, length, GAP, false));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldDealMoreThanAHundredFaultsOfEveryKindInHalfAnHour(long seed) {
    FaultPlan plan = FaultPlan.of(seed, Duration.ofMinutes(30), GAP, false);

    assertThat(plan.steps()).hasSizeGreaterThan(100);
    assertThat(plan.countsByKind().values()).hasSize(10).allMatch(count -> count >= 5);
  }

  @ParameterizedTest
  @ValueSource(longs = {ChaosIT.CLASSIC_SEED, ChaosIT.CONSUMER_SEED})
  void shouldDealEveryKindInTheShortRunToo(long seed) {
    FaultPlan plan = FaultPlan.of(seed, ChaosIT.LENGTH, ChaosIT.MEAN_GAP, false);

    assertThat(plan.countsByKind()).hasSize(10);
  }
}
