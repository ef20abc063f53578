package dev.audioinsight.worker.fetch;

import java.time.Duration;

/**
 * How long a fetch may take, beside its job's own time limit. Immutable.
 *
 * @param connect until a connection stands, TLS included
 * @param silence without a byte
 * @param total all in all, the wait for room in the spool included
 */
public record FetchTimes(Duration connect, Duration silence, Duration total) {
  public static final FetchTimes DEFAULT =
      new FetchTimes(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5));

  public FetchTimes {
    if (connect.isNegative() || connect.isZero() || silence.isZero() || silence.isNegative()) {
      throw new IllegalArgumentException("a time-out of a fetch is longer than nothing");
    }
    if (total.isNegative() || total.isZero()) {
      throw new IllegalArgumentException("a fetch takes longer than nothing");
    }
  }

  /** As this, with another limit for all in all. */
  public FetchTimes withTotal(Duration limit) {
    return new FetchTimes(connect, silence, limit);
  }
}
