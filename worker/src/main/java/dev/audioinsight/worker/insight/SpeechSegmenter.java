package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts speech probabilities into regions.
 *
 * <p>The network's probabilities, one for 16 ms, are interpolated linearly to a grid of {@code
 * vadHopSize} samples. Speech begins at the first hop with a probability of at least {@code
 * vadThreshold}, and ends at the first below {@code max(vadThreshold - 0.15, 0.01)}. Then silence
 * shorter than 100 ms is closed, speech shorter than 250 ms is dropped, and each region grows by 30
 * ms to both sides, by half of the gap where two would meet, and never beyond the recording. Begin,
 * end and the three durations follow Silero VAD's {@code get_speech_timestamps}. Thread-safe.
 */
final class SpeechSegmenter {
  private static final int RATE = 16_000;
  private static final int MIN_SILENCE = RATE / 10;
  private static final int MIN_SPEECH = RATE / 4;
  private static final int PAD = RATE * 30 / 1_000;
  private static final double HYSTERESIS = 0.15;
  private static final double LOWEST_EXIT = 0.01;

  /** As in {@link BackgroundTalk}. */
  private static final int HOPS_BETWEEN_CHECKS = 1 << 16;

  private SpeechSegmenter() {}

  /**
   * The regions of a recording.
   *
   * @param hop in samples
   * @param threshold in (0, 1)
   * @param length of the recording in samples
   */
  static List<Region> regions(
      FrameTrack track, int hop, double threshold, int length, Cancellation cancellation)
      throws JobFailedException {
    double exit = exit(threshold);
    List<Region> raw = new ArrayList<>();
    int start = -1;
    double sum = 0;
    int hops = track.frames() == 0 ? 0 : (length + hop - 1) / hop;
    for (int j = 0; j < hops; j++) {
      if (j % HOPS_BETWEEN_CHECKS == 0) {
        cancellation.throwIfCancelled();
      }
      double p = track.speechAt((j + 0.5) * hop);
      if (start < 0 ? p >= threshold : p >= exit) {
        start = start < 0 ? j : start;
        sum += p;
      } else if (start >= 0) {
        raw.add(region(start, j, hop, sum, length));
        start = -1;
        sum = 0;
      }
    }
    if (start >= 0) {
      raw.add(region(start, hops, hop, sum, length));
    }
    return padded(longEnough(joined(raw)), length);
  }

  /** The probability below which speech ends. */
  static double exit(double threshold) {
    return Math.max(threshold - HYSTERESIS, LOWEST_EXIT);
  }

  private static Region region(int start, int end, int hop, double sum, int length) {
    return new Region(start * hop, Math.min(end * hop, length), sum / (end - start));
  }

  private static List<Region> joined(List<Region> regions) {
    List<Region> joined = new ArrayList<>();
    for (Region next : regions) {
      Region last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && next.start() - last.end() < MIN_SILENCE) {
        double weighted = last.probability() * last.length() + next.probability() * next.length();
        joined.set(
            joined.size() - 1,
            new Region(last.start(), next.end(), weighted / (last.length() + next.length())));
      } else {
        joined.add(next);
      }
    }
    return joined;
  }

  private static List<Region> longEnough(List<Region> regions) {
    return regions.stream().filter(region -> region.length() >= MIN_SPEECH).toList();
  }

  private static List<Region> padded(List<Region> regions, int length) {
    List<Region> padded = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      int before = i == 0 ? region.start() : (region.start() - regions.get(i - 1).end()) / 2;
      int after =
          i == regions.size() - 1
              ? length - region.end()
              : (regions.get(i + 1).start() - region.end()) / 2;
      padded.add(
          new Region(
              region.start() - Math.min(PAD, before),
              region.end() + Math.min(PAD, after),
              region.probability()));
    }
    return padded;
  }
}
