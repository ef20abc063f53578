package dev.audioinsight.worker.fetch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Reads the header {@code Retry-After} (RFC 9110, 10.2.3). Thread-safe. */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * How long a server asks to be left alone; nothing where it cannot be read or has passed.
   *
   * @param value seconds or a date
   */
  static Duration parse(String value, Instant now) {
    String text = value.strip();
    // More digits are more years than a job has.
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
      return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
