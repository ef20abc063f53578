package dev.audioinsight.contract;

/** The checks that records of the wire format share; each names the field that is wrong. */
final class Checks {
  private Checks() {}

  static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  static void requireNotNegative(long value, String field) {
    require(value >= 0, field + " must not be negative, but is " + value);
  }

  /** A probability or a share. */
  static void requireShare(Double value, String field) {
    require(
        value != null && value >= 0 && value <= 1, field + " must be from 0 to 1, not " + value);
  }

  static void requireFiniteOrNull(Double value, String field) {
    require(value == null || Double.isFinite(value), field + " must be finite, not " + value);
  }

  static void requireSpan(long startMs, long endMs) {
    require(
        startMs >= 0 && endMs > startMs,
        "a segment must start at 0 or later and end after its start, not "
            + startMs
            + " to "
            + endMs
            + " ms");
  }
}
