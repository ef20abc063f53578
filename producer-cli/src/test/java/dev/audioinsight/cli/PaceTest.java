package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Feared: a rate that is passed, or never reached. */
class PaceTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Pace pace = Pace.perSecond(4, now::get);

  @Test
  void shouldLetJobsGoAtTheirInterval() {
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
    pass(Duration.ofMillis(250));
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void shouldKeepTheRateThoughItIsAskedABitLate() {
    pace.untilNext();
    pass(Duration.ofMillis(300));
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void shouldNotMakeUpForAPauseByABurst() {
    pace.untilNext();
    pass(Duration.ofMinutes(1));
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.untilNext()).isZero();
    assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void shouldNotHoldBackWhereThereIsNoRate() {
    Pace unlimited = Pace.unlimited();

    assertThat(unlimited.untilNext()).isZero();
    assertThat(unlimited.untilNext()).isZero();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
