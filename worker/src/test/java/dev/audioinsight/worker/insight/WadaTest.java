package dev.audioinsight.worker.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.audioinsight.worker.audio.Samples;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WadaTest {
  @ParameterizedTest
  @CsvSource({
    "-20, 0.4094",
    "-10, 0.4120",
    "0, 0.4618",
    "5, 0.5434",
    "10, 0.6672",
    "15, 0.8120",
    "20, 0.9556",
    "30, 1.1936",
    "40, 1.3568"
  })
  void shouldHaveTheStatisticOfThePublishedTable(int db, double expected) {
    assertThat(Wada.statistic(db)).isCloseTo(expected, within(6e-4));
    assertThat(Wada.inverse(Wada.statistic(db))).isCloseTo(db, within(1e-6));
  }

  @Test
  void shouldInterpolateAndClamp() {
    double between = (Wada.statistic(10) + Wada.statistic(11)) / 2;

    assertThat(Wada.inverse(between)).isCloseTo(10.5, within(1e-6));
    assertThat(Wada.inverse(0)).isEqualTo(-20);
    assertThat(Wada.inverse(9)).isEqualTo(100);
  }

  @Test
  void shouldReadWhiteNoiseAsTheLowestRatio() {
    Random random = new Random(1);
    float[] noise = new float[40 * Samples.RATE];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (random.nextGaussian() * 0.05);
    }

    assertThat(Wada.db(Samples.of(noise)).orElseThrow()).isLessThan(-5);
  }

  @Test
  void shouldSayNothingOfDigitalSilence() {
    assertThat(Wada.db(Samples.of(new float[10 * Samples.RATE]))).isEmpty();
    assertThat(Wada.db(Samples.of())).isEmpty();
  }
}
