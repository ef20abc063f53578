package dev.audioinsight.worker.audio;

import java.time.Duration;

/**
 * How much audio one job may bring. Immutable.
 *
 * @param maxBytes of the file
 * @param maxDuration of the recording; 4 hours at 16 kHz take 922 MB of heap
 */
public record Limits(long maxBytes, Duration maxDuration) {
  public static final Limits DEFAULT = new Limits(2L << 30, Duration.ofHours(2));
}
