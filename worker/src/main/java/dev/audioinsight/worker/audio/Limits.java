package dev.audioinsight.worker.audio;

import java.time.Duration;

/**
 * What audio may come. Immutable.
 *
 * @param maxBytes of the file
 * @param maxDuration of the recording; an hour takes 230 MB of heap
 * @param formats which containers are decoded
 */
public record Limits(long maxBytes, Duration maxDuration, Formats formats) {
  public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofHours(2));

  /** Limits for what strangers send: WAV alone. */
  public Limits(long maxBytes, Duration maxDuration) {
    this(maxBytes, maxDuration, Formats.WAV);
  }

  /** Which containers are decoded. */
  public enum Formats {
    /** WAV: safe for whatever strangers send. */
    WAV,
    /**
     * FLAC too, for files of one's own: its library searches some broken streams for a frame
     * without end.
     */
    WAV_AND_TRUSTED_FLAC
  }
}
