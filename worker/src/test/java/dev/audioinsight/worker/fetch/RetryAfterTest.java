package dev.audioinsight.worker.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.audioinsight.worker.engine.RetryLaterException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Feared: a server that asks to be left alone is asked again, or a header delays a job for ever.
 */
class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120|120",
        " 7 |7",
        "0|0",
        "Thu, 01 Jan 2026 00:01:00 GMT|60",
        "Thu, 01 Jan 2025 00:01:00 GMT|0",
        "-5|0",
        "1.5|0",
        "99999999999999999999|0",
        "soon|0",
        "''|0"
      })
  void shouldReadSecondsAndDates(String value, long seconds) {
    assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void shouldTellOfTheWaitThatAServerAsksFor() throws Exception {
    try (RawServer server =
            RawServer.saying("HTTP/1.1 503 No\r\nRetry-After: 42\r\nContent-Length: 0\r\n\r\n");
        Fetching fetching = new Fetching(folder)) {
      RetryLaterException failure =
          catchThrowableOfType(
              RetryLaterException.class,
              () -> fetching.fetch("http://audio.example:" + server.port() + "/"));

      assertThat(failure.leastWait()).isEqualTo(Duration.ofSeconds(42));
      assertThat(failure.error().retryable()).isTrue();
    }
  }
}
