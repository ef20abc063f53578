package dev.audioinsight.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.worker.observe.WorkerMetrics;
import org.junit.jupiter.api.Test;

/** Feared: a silence of the polling thread that no table shows. */
class TurnTimesTest {
  private final TurnTimes turns = new TurnTimes();

  @Test
  void shouldHearOfEachTurnFromTheWorkersOwnMeter() {
    WorkerMetrics metrics = new WorkerMetrics(turns.registry());
    for (int turn = 1; turn <= 2_000; turn++) {
      metrics.turnTook(turn * 1_000_000L + 5_000_000, 5_000_000);
    }

    assertThat(turns.take()).isEqualTo(new TurnTimes.Figures(1_000, 1_980, 1_998, 2_000));
  }

  @Test
  void shouldForgetWhatItHasTold() {
    turns.add(3_000_000);
    turns.take();

    assertThat(turns.take().longest()).isNaN();
  }

  @Test
  void shouldTellOfATurnThatHasNotEnded() {
    turns.leave();

    assertThat(turns.take().longest()).isBetween(0.0, 60_000.0);
    turns.comeBack();
    assertThat(turns.take().longest()).as("it goes on").isPositive();
    turns.comeBack();
    assertThat(turns.take().longest()).as("at poll there is none").isNaN();
  }

  @Test
  void shouldReadWhatItWrites() {
    TurnTimes.Figures figures = new TurnTimes.Figures(0.5, 1.25, Double.NaN, 40);

    assertThat(TurnTimes.Figures.of(figures.toLine())).isEqualTo(figures);
  }
}
