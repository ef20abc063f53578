package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AgeTest {

  @ParameterizedTest
  @CsvSource({"90s, PT90S", "0s, PT0S", "15m, PT15M", "12h, PT12H", "7d, P7D"})
  void shouldReadAnAge(String text, Duration age) {
    assertThat(new Age().convert(text)).isEqualTo(age);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "h", "-1h", "1.5h", "1w", "99999999999d"})
  void shouldRefuseWhatIsNone(String text) {
    assertThatThrownBy(() -> new Age().convert(text)).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void shouldWriteAnAgeShortly() {
    assertThat(Age.text(Duration.ofSeconds(90))).isEqualTo("90s");
    assertThat(Age.text(Duration.ofMinutes(90))).isEqualTo("90m");
    assertThat(Age.text(Duration.ofHours(47))).isEqualTo("47h");
    assertThat(Age.text(Duration.ofDays(3))).isEqualTo("3d");
    assertThat(Age.text(Duration.ofSeconds(-3))).isEqualTo("0s");
  }
}
