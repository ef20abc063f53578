package dev.audioinsight.worker.audio;

import java.time.Duration;

/**
 * How much audio may come. Immutable.
 *
 * @param maxBytes of the file
 * @param maxDuration of the recording; an hour takes 230 MB of heap
 */
public record Limits(long maxBytes, Duration maxDuration) {
  public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofHours(2));
}
