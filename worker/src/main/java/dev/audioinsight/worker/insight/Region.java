package dev.audioinsight.worker.insight;

import java.util.List;
import java.util.stream.IntStream;

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

  /** The region in so many parts of equal length. */
  List<Region> parts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Region(at(i, count), at(i + 1, count), probability))
        .toList();
  }

  private int at(int part, int count) {
    return start + (int) ((long) length() * part / count);
  }
}
