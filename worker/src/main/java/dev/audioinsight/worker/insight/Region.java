package dev.audioinsight.worker.insight;

/**
 * A stretch of speech, in samples at 16 kHz. Immutable.
 *
 * @param start its first sample
 * @param end the sample after its last
 * @param probability mean speech probability, 0 to 1
 */
record Region(int start, int end, double probability) {
  int length() {
    return end - start;
  }
}
