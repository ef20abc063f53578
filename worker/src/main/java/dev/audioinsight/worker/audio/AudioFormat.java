package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;

/**
 * What a recording is, as far as its container says. Immutable.
 *
 * @param container its short name, as results name it
 * @param channels 1 to {@value #MAX_CHANNELS}
 * @param sampleRateHz {@value #MIN_RATE} to {@value #MAX_RATE}
 * @param fullScale the magnitude from which on a sample counts as clipped; both signs can reach it
 */
record AudioFormat(String container, int channels, int sampleRateHz, float fullScale) {
  static final int MAX_CHANNELS = AudioEncoding.MAX_CHANNELS;
  static final int MIN_RATE = AudioEncoding.MIN_RATE;
  static final int MAX_RATE = AudioEncoding.MAX_RATE;

  /**
   * Refuses what nobody records.
   *
   * @param name the container's, for the message
   * @throws JobFailedException with {@code CORRUPT_AUDIO}
   */
  static void check(String name, int channels, long rate) throws JobFailedException {
    require(
        channels >= 1 && channels <= MAX_CHANNELS,
        name,
        "it claims " + channels + " channels, 1 to " + MAX_CHANNELS + " are read");
    require(
        rate >= MIN_RATE && rate <= MAX_RATE, name, "it claims a sampling rate of " + rate + " Hz");
  }

  /**
   * Refuses a file unless something holds.
   *
   * @throws JobFailedException with {@code CORRUPT_AUDIO}
   */
  static void require(boolean holds, String name, String otherwise) throws JobFailedException {
    if (!holds) {
      throw new JobFailedException(
          ErrorCode.CORRUPT_AUDIO, "not a valid " + name + " file: " + otherwise);
    }
  }
}
