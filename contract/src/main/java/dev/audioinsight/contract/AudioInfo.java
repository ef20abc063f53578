package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a recording is, before any analysis.
 *
 * <p>A completed job knows everything; a failed one may know only a part, and the rest is null and
 * absent on the wire. Immutable.
 *
 * @param durationMs how long it lasts
 * @param sampleRateHz its own sampling rate, not the one of the analysis
 * @param channels its number of channels
 * @param format the container's short name, such as {@code wav}; that of the codec, such as {@code
 *     l16}, for samples without a header
 * @param sha256 of the bytes that were decoded, in 64 hexadecimal digits
 * @param truncated whether the file ends before its header says
 * @param effectiveBandwidthHz the highest frequency that carries sound, in hertz; null, too, where
 *     there is no sound
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AudioInfo(
    Long durationMs,
    Integer sampleRateHz,
    Integer channels,
    String format,
    String sha256,
    Boolean truncated,
    Double effectiveBandwidthHz) {

  public AudioInfo {
    Checks.require(durationMs == null || durationMs >= 0, "durationMs must not be negative");
    Checks.require(sampleRateHz == null || sampleRateHz > 0, "sampleRateHz must be positive");
    Checks.require(channels == null || channels > 0, "channels must be positive");
    Checks.require(
        sha256 == null || sha256.matches("[0-9a-f]{64}"), "sha256 must be 64 hexadecimal digits");
    Checks.require(
        effectiveBandwidthHz == null || effectiveBandwidthHz >= 0,
        "effectiveBandwidthHz must not be negative");
  }

  /** A recording of which everything is known but its end and its spectrum. */
  public AudioInfo(long durationMs, int sampleRateHz, int channels, String format, String sha256) {
    this(
        Long.valueOf(durationMs),
        Integer.valueOf(sampleRateHz),
        Integer.valueOf(channels),
        format,
        sha256,
        null,
        null);
  }
}
