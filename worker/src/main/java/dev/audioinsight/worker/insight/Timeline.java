package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
import java.util.ArrayList;
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
    Map<Integer, String> names = new LinkedHashMap<>();
    List<Speakers.Turn> turns = new ArrayList<>();
    for (Region region : regions) {
      turns.addAll(turns(region, pieces, labels, names));
    }
    Map<String, Double> probabilities = probabilities(distribution);
    return new Speakers(
        count,
        probabilities.getOrDefault(Integer.toString(count), 0.0),
        probabilities,
        turns,
        shares(turns));
  }

  private static List<Speakers.Turn> turns(
      Region region, List<Region> pieces, int[] labels, Map<Integer, String> names) {
    List<Speakers.Turn> turns = new ArrayList<>();
    int start = region.start();
    int label = -1;
    for (int i = 0; i < pieces.size(); i++) {
      Region piece = pieces.get(i);
      if (piece.start() < region.start() || piece.end() > region.end()) {
        continue;
      }
      if (label >= 0 && labels[i] != label) {
        add(turns, start, piece.start(), name(label, names));
        start = piece.start();
      }
      label = labels[i];
    }
    // A region too short for a piece belongs to the voice of the nearest one.
    int last = label >= 0 ? label : nearest(region, pieces, labels);
    add(turns, start, region.end(), name(last, names));
    return turns;
  }

  private static int nearest(Region region, List<Region> pieces, int[] labels) {
    int best = 0;
    int distance = Integer.MAX_VALUE;
    for (int i = 0; i < pieces.size(); i++) {
      int gap =
          Math.max(pieces.get(i).start() - region.end(), region.start() - pieces.get(i).end());
      if (gap < distance) {
        distance = gap;
        best = labels[i];
      }
    }
    return best;
  }

  private static String name(int label, Map<Integer, String> names) {
    return names.computeIfAbsent(label, l -> "S" + (names.size() + 1));
  }

  private static void add(List<Speakers.Turn> turns, int start, int end, String speaker) {
    long startMs = milliseconds(start);
    long endMs = milliseconds(end);
    if (endMs > startMs) {
      turns.add(new Speakers.Turn(startMs, endMs, speaker));
    }
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

  private static Map<String, Double> probabilities(CountDistribution distribution) {
    Map<String, Double> all = new LinkedHashMap<>();
    for (int k = 0; k <= distribution.most(); k++) {
      if (distribution.probability(k) >= 0.0005) {
        all.put(Integer.toString(k), distribution.probability(k));
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
