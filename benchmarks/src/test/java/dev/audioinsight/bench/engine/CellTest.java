package dev.audioinsight.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Feared: an ideal that is not the work's. */
class CellTest {
  @Test
  void shouldCallIdealWhatThePoolDoesWithTheMeanOfAllJobs() {
    Cell cell = Cell.of("10/100");

    double meanMicros = IntStream.range(0, 1_000).mapToLong(cell::micros).average().orElseThrow();

    assertThat(meanMicros).isEqualTo(11_900);
    assertThat(cell.idealRate()).isCloseTo(100 * 1e6 / meanMicros, within(1e-6));
  }

  @Test
  void shouldHaveAsManyLongJobsInEachPartition() {
    Cell cell = Cell.of("10/100");
    int[] longOnes = new int[Ground.PARTITIONS];

    IntStream.range(0, 60_000)
        .filter(job -> cell.micros(job) > 10_000)
        .forEach(job -> longOnes[job % Ground.PARTITIONS]++);

    assertThat(longOnes).containsOnly(100);
  }

  @Test
  void shouldNotExpectMoreOfBusyJobsThanThereAreCores() {
    int cores = Runtime.getRuntime().availableProcessors();

    assertThat(Cell.of("busy-1/1000").idealRate()).isCloseTo(cores * 1e6 / 1_190, within(1e-6));
  }

  @Test
  void shouldSayWhatItCannotRead() {
    assertThatThrownBy(() -> Cell.of("10 ms")).hasMessageContaining("10 ms");
  }
}
