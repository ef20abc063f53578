package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges the two clusters that are most probably one voice, until one is left, and keeps every
 * state on the way (agglomerative clustering with pooled statistics: a merged cluster is embedded
 * anew). Confined to one call.
 */
final class MergeChain {
  private final SpeakerModel network;
  private final PairModel pairs;

  /**
   * A state of the chain.
   *
   * @param voices the clusters
   * @param logit of the best merge of two of them; negative infinity at the end
   * @param merge the two that are merged next; none at the end
   */
  record State(List<Voice> voices, double logit, List<Voice> merge) {
    State {
      voices = List.copyOf(voices);
      merge = List.copyOf(merge);
    }
  }

  MergeChain(SpeakerModel network, PairModel pairs) {
    this.network = network;
    this.pairs = pairs;
  }

  /** All states, from the given clusters down to {@code last}. */
  List<State> run(List<Voice> from, int last, Cancellation cancellation) throws JobFailedException {
    List<Voice> voices = new ArrayList<>(from);
    List<List<Double>> logits = new ArrayList<>();
    for (int i = 0; i < voices.size(); i++) {
      cancellation.throwIfCancelled();
      logits.add(row(voices, i));
    }
    List<State> states = new ArrayList<>();
    while (voices.size() > last) {
      cancellation.throwIfCancelled();
      int[] best = best(logits);
      states.add(
          new State(
              voices,
              logits.get(best[0]).get(best[1]),
              List.of(voices.get(best[1]), voices.get(best[0]))));
      merge(voices, logits, best[1], best[0], cancellation);
    }
    states.add(new State(voices, Double.NEGATIVE_INFINITY, List.of()));
    return states;
  }

  /** Logits of a cluster with all before it. */
  private List<Double> row(List<Voice> voices, int index) {
    List<Double> row = new ArrayList<>(index);
    for (int other = 0; other < index; other++) {
      row.add(pairs.logit(voices.get(other), voices.get(index)));
    }
    return row;
  }

  /** The pair with the highest logit: the later of the two first. */
  private static int[] best(List<List<Double>> logits) {
    int[] best = {1, 0};
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < logits.size(); i++) {
      List<Double> row = logits.get(i);
      for (int j = 0; j < i; j++) {
        if (row.get(j) > highest) {
          highest = row.get(j);
          best = new int[] {i, j};
        }
      }
    }
    return best;
  }

  private void merge(
      List<Voice> voices, List<List<Double>> logits, int a, int b, Cancellation cancellation)
      throws JobFailedException {
    Voice first = voices.get(a);
    Voice second = voices.get(b);
    Voice merged =
        network.voice(
            first.statistics().plus(second.statistics()), first.piecesWith(second), cancellation);
    remove(voices, logits, b);
    remove(voices, logits, a);
    voices.add(merged);
    logits.add(row(voices, voices.size() - 1));
  }

  private static void remove(List<Voice> voices, List<List<Double>> logits, int index) {
    voices.remove(index);
    logits.remove(index);
    for (int i = index; i < logits.size(); i++) {
      logits.get(i).remove(index);
    }
  }
}
