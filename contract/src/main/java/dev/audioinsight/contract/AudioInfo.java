package dev.audioinsight.contract;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a recording is, before any analysis.
 *
 * @param durationMs how long it lasts
 * @param sampleRateHz its own sampling rate, not the one of the analysis
 * @param channels its number of channels
 * @param format the container's short name, such as {@code wav}
 * @param sha256 of the bytes that were decoded, in 64 hexadecimal digits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AudioInfo(
    long durationMs, int sampleRateHz, int channels, String format, String sha256) {}
