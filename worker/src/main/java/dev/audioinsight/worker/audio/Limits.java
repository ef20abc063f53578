package dev.audioinsight.worker.audio;

import java.time.Duration;

/**
 * How much audio may come, and how much of it is held. Immutable.
 *
 * @param maxBytes of the file
 * @param maxDuration of the recording
 * @param maxHeld the samples of a recording up to this length stay in memory until its job is done;
 *     of a longer one nothing is held, and it is decoded again where its samples are needed again
 */
public record Limits(long maxBytes, Duration maxDuration, Duration maxHeld) {
  /** The longest recording whose samples an {@code int} can count, in whole hours. */
  public static final Duration LONGEST = Duration.ofHours(37);

  /** 77 MB of samples: about what the frames of 12 hours take at most. */
  public static final Duration MAX_HELD = Duration.ofMinutes(20);

  /** Twelve hours, and a minute for what recorders and codecs put before and behind them. */
  public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofHours(12).plusMinutes(1));

  public Limits {
    if (maxDuration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "recordings of " + maxDuration.toSeconds() + " s: the most is " + LONGEST.toSeconds());
    }
  }

  /** Holds what is usually held. */
  public Limits(long maxBytes, Duration maxDuration) {
    this(maxBytes, maxDuration, MAX_HELD);
  }
}
