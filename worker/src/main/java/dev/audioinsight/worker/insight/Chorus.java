package dev.audioinsight.worker.insight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was heard of the voices of one signal, or of several together, before their number is
 * chosen. Immutable.
 */
final class Chorus {
  private final List<Part> parts;
  private final List<MergeChain.State> states;
  private final CountDistribution distribution;
  private final double seconds;
  private final CountParameters p;

  /**
   * One signal's speech.
   *
   * @param regions all of it
   * @param pieces parts of it that have a voice
   */
  record Part(List<Region> regions, List<Region> pieces) {
    Part {
      regions = List.copyOf(regions);
      pieces = List.copyOf(pieces);
    }
  }

  Chorus(
      List<Part> parts,
      List<MergeChain.State> states,
      CountDistribution distribution,
      double seconds,
      CountParameters parameters) {
    this.parts = List.copyOf(parts);
    this.states = List.copyOf(states);
    this.distribution = distribution;
    this.seconds = seconds;
    this.p = parameters;
  }

  CountDistribution distribution() {
    return distribution;
  }

  List<Part> parts() {
    return parts;
  }

  /** How many pieces there are in all: no count is higher, a voice without a turn being none. */
  int pieces() {
    return parts.stream().mapToInt(part -> part.pieces().size()).sum();
  }

  /** How the number came about, in words. */
  List<String> lines(int count) {
    return states.isEmpty()
        ? List.of()
        : CountTrace.lines(distribution, clusters(count), count, seconds, p);
  }

  private List<Voice> clusters(int count) {
    return states.get(distribution.stateFor(count, states)).voices();
  }

  /**
   * The voice of each piece, part by part: the {@code count} largest clusters are voices, the
   * others join them.
   */
  List<int[]> labels(int count) {
    int[] labels = states.isEmpty() ? new int[0] : labels(clusters(count), count);
    List<int[]> byPart = new ArrayList<>();
    int from = 0;
    for (Part part : parts) {
      byPart.add(Arrays.copyOfRange(labels, from, from + part.pieces().size()));
      from += part.pieces().size();
    }
    return byPart;
  }

  private int[] labels(List<Voice> clusters, int count) {
    List<Voice> largest =
        clusters.stream()
            .sorted(Comparator.comparingDouble(voice -> -voice.statistics().frames()))
            .limit(count)
            .toList();
    Map<Voice, Integer> numbers = new LinkedHashMap<>();
    largest.forEach(voice -> numbers.put(voice, numbers.size()));
    int[] labels = new int[pieces()];
    for (Voice cluster : clusters) {
      Voice home =
          numbers.containsKey(cluster)
              ? cluster
              : largest.stream().max(Comparator.comparingDouble(cluster::score)).orElseThrow();
      cluster.pieces().forEach(piece -> labels[piece] = numbers.get(home));
    }
    return labels;
  }
}
