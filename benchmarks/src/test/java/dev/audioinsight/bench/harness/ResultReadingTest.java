package dev.audioinsight.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.audioinsight.bench.harness.ResultReader.Reading;
import org.junit.jupiter.api.Test;

class ResultReadingTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void shouldGiveTheSteadyRateOfResultsThatComeByHundreds() {
    Reading first = new Reading(2_000, 3 * SECOND);
    Reading last = new Reading(10_000, 4 * SECOND);
    assertEquals(8_000, last.jobsPerSecondSince(first), 1e-9);
  }

  @Test
  void shouldGiveZeroWhereNothingCame() {
    Reading only = new Reading(7, SECOND);
    assertEquals(0, only.jobsPerSecondSince(only));
  }
}
