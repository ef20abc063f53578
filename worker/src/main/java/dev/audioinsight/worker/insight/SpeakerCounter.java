package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Speakers;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the speakers of a recording and tells who speaks when.
 *
 * <p>Speech is cut into pieces of about 2 s; the {@link MergeChain} joins those of one voice; the
 * {@link CountDistribution} says where to stop. Voices below the least share are no speakers: their
 * pieces go to the most similar one that is. Thread-safe, and deterministic.
 */
final class SpeakerCounter {
  /** Pieces that one chain takes: its cost grows with their square. */
  private static final int BLOCK_PIECES = 150;

  /** Clusters that a full block is reduced to before all blocks are joined. */
  private static final int BLOCK_VOICES = 12;

  private final SpeakerModel network;
  private final PairModel pairs;
  private final CountParameters p;

  SpeakerCounter(SpeakerModel network, CountParameters parameters) {
    this.network = network;
    this.pairs = new PairModel(parameters);
    this.p = parameters;
  }

  /** As the other, untold. */
  Speakers count(
      Samples samples, List<Region> regions, int fewest, int most, Cancellation cancellation)
      throws JobFailedException {
    return count(samples, regions, fewest, most, Trace.NONE, cancellation);
  }

  /** The answer where nobody speaks. */
  static Speakers nobody() {
    return new Speakers(0, 1, Map.of("0", 1.0), List.of(), Map.of());
  }

  /**
   * Counts the speakers in these regions, of which there is at least one.
   *
   * @param fewest the least count to answer, where there are so many pieces of speech
   * @param most the highest count to answer
   * @param trace told how the count came about
   */
  Speakers count(
      Samples samples,
      List<Region> regions,
      int fewest,
      int most,
      Trace trace,
      Cancellation cancellation)
      throws JobFailedException {
    List<Region> pieces = new ArrayList<>();
    List<Voice> voices = voices(samples, regions, pieces, cancellation);
    double seconds = voices.stream().mapToDouble(Voice::seconds).sum();
    MergeChain chain = new MergeChain(network, pairs);
    List<MergeChain.State> states =
        voices.isEmpty()
            ? List.of()
            : chain.run(reduced(chain, voices, cancellation), 1, cancellation);
    // No more voices than pieces: a count without a turn to show for it is no answer.
    int least = Math.max(1, Math.min(fewest, voices.size()));
    CountDistribution distribution =
        CountDistribution.of(states, new StopModel(p, pieces), seconds, least, most, p);
    int count = distribution.count();
    if (states.isEmpty()) {
      return Timeline.speakers(distribution, count, regions, pieces, new int[0]);
    }
    List<Voice> clusters = states.get(distribution.stateFor(count, states)).voices();
    trace.speakers(() -> CountTrace.lines(distribution, clusters, count, seconds, p));
    int[] labels = labels(clusters, count, pieces.size());
    return Timeline.speakers(distribution, count, regions, pieces, labels);
  }

  private List<Voice> voices(
      Samples samples, List<Region> regions, List<Region> pieces, Cancellation cancellation)
      throws JobFailedException {
    List<Voice> voices = new ArrayList<>();
    for (Region region : regions) {
      if (region.length() < p.minRegionSeconds() * Samples.RATE) {
        continue;
      }
      int parts = (int) Math.ceil(region.length() / (p.maxRegionSeconds() * Samples.RATE));
      for (int part = 0; part < parts; part++) {
        int start = region.start() + (int) ((long) region.length() * part / parts);
        int end = region.start() + (int) ((long) region.length() * (part + 1) / parts);
        int count =
            (int)
                Math.max(
                    1, Math.floor((double) (end - start) / Samples.RATE / p.pieceSeconds() + 0.5));
        List<VoiceStatistics> statistics = network.pieces(samples, start, end, count, cancellation);
        for (int i = 0; i < count; i++) {
          pieces.add(
              new Region(
                  start + (int) ((long) (end - start) * i / count),
                  start + (int) ((long) (end - start) * (i + 1) / count),
                  region.probability()));
          voices.add(network.voice(statistics.get(i), List.of(pieces.size() - 1), cancellation));
        }
      }
    }
    return voices;
  }

  /** Joins long recordings block by block first, so that cost and memory grow with their length. */
  private List<Voice> reduced(MergeChain chain, List<Voice> voices, Cancellation cancellation)
      throws JobFailedException {
    List<Voice> left = voices;
    while (left.size() > BLOCK_PIECES) {
      List<Voice> joined = new ArrayList<>();
      for (int from = 0; from < left.size(); from += BLOCK_PIECES) {
        List<Voice> block = left.subList(from, Math.min(left.size(), from + BLOCK_PIECES));
        List<MergeChain.State> states =
            chain.run(block, Math.min(block.size(), BLOCK_VOICES), cancellation);
        joined.addAll(states.get(states.size() - 1).voices());
      }
      left = joined;
    }
    return left;
  }

  /**
   * The voice of each piece: the {@code count} largest clusters are voices, the others join them.
   */
  private static int[] labels(List<Voice> clusters, int count, int pieces) {
    List<Voice> largest =
        clusters.stream()
            .sorted(Comparator.comparingDouble(voice -> -voice.statistics().frames()))
            .limit(count)
            .toList();
    Map<Voice, Integer> numbers = new LinkedHashMap<>();
    largest.forEach(voice -> numbers.put(voice, numbers.size()));
    int[] labels = new int[pieces];
    for (Voice cluster : clusters) {
      Voice home =
          numbers.containsKey(cluster)
              ? cluster
              : largest.stream().max(Comparator.comparingDouble(cluster::cosine)).orElseThrow();
      cluster.pieces().forEach(piece -> labels[piece] = numbers.get(home));
    }
    return labels;
  }
}
