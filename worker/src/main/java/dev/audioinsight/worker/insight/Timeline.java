package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns labelled pieces of speech into the answer: turns, shares, distribution. Thread-safe. */
final class Timeline {
  private Timeline() {}

  /**
   * The answer.
   *
   * @param regions all speech
   * @param pieces parts of it with a label
   * @param labels the voice of each piece
   */
  static Speakers speakers(
      CountDistribution distribution,
      int count,
      List<Region> regions,
      List<Region> pieces,
      int[] labels) {
    return speakers(count, distribution.probabilities(), new Turns(pieces, labels).of(regions));
  }

  /**
   * The answer.
   *
   * @param probability by number of speakers
   * @param turns in order of time
   */
  static Speakers speakers(int count, double[] probability, List<Speakers.Turn> turns) {
    Map<String, Double> probabilities = probabilities(probability);
    return new Speakers(
        count,
        probabilities.getOrDefault(Integer.toString(count), 0.0),
        probabilities,
        turns,
        shares(turns));
  }

  static long milliseconds(int samples) {
    return samples * 1_000L / Samples.RATE;
  }

  private static Map<String, Double> shares(List<Speakers.Turn> turns) {
    Map<String, Double> shares = new LinkedHashMap<>();
    double all = turns.stream().mapToLong(turn -> turn.endMs() - turn.startMs()).sum();
    turns.forEach(
        turn -> shares.merge(turn.speaker(), (turn.endMs() - turn.startMs()) / all, Double::sum));
    return rounded(shares);
  }

  private static Map<String, Double> probabilities(double[] probability) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int k = 0; k < probability.length; k++) {
      if (probability[k] >= 0.0005) {
        all.put(Integer.toString(k), probability[k]);
      }
    }
    return rounded(all);
  }

  /** To thousandths that still sum to 1: the largest takes what rounding leaves. */
  private static Map<String, Double> rounded(Map<String, Double> shares) {
    Map<String, Long> thousandths = new LinkedHashMap<>();
    shares.forEach((name, share) -> thousandths.put(name, Math.round(share * 1_000)));
    long left = 1_000 - thousandths.values().stream().mapToLong(Long::longValue).sum();
    thousandths.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .ifPresent(largest -> largest.setValue(largest.getValue() + left));
    Map<String, Double> rounded = new LinkedHashMap<>();
    thousandths.forEach((name, value) -> rounded.put(name, value / 1_000.0));
    return rounded;
  }
}
