package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioInfo;

/**
 * A decoded recording. Immutable.
 *
 * @param info what it was before decoding
 * @param samples all channels mixed, at 16 kHz
 * @param clippedRatio share of its own samples at full scale, 0 to 1
 */
public record Recording(AudioInfo info, Samples samples, double clippedRatio) {}
