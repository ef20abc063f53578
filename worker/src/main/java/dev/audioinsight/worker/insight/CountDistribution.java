package dev.audioinsight.worker.insight;

import java.util.Arrays;
import java.util.List;

/**
 * How probable each number of speakers is, from the states of a merge chain. Immutable.
 *
 * <p>Walking the chain, each merge is right with a probability that its logit gives; the
 * probability of stopping before it belongs to the number of voices at that state that have the
 * least share.
 */
final class CountDistribution {
  private final double[] probability;
  private final double[] stop;
  private final int[] voices;

  private CountDistribution(double[] probability, double[] stop, int[] voices) {
    this.probability = probability;
    this.stop = stop;
    this.voices = voices;
  }

  /**
   * The distribution over {@code fewest} to {@code most} voices.
   *
   * @param seconds of speech in all
   */
  static CountDistribution of(
      List<MergeChain.State> states, double seconds, int fewest, int most, CountParameters p) {
    double[] stop = new double[states.size()];
    int[] voices = new int[states.size()];
    double[] probability = new double[Math.max(p.most(), fewest) + 1];
    double live = 1;
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < states.size(); i++) {
      MergeChain.State state = states.get(i);
      // A later merge is never surer than an earlier one.
      lowest = Math.min(lowest, state.logit());
      double goOn = Double.isInfinite(lowest) ? 0 : sigmoid((lowest + p.bias()) / p.temperature());
      voices[i] = Math.min(p.most(), Math.max(1, voicesOf(state, seconds, p)));
      stop[i] = live * (1 - goOn);
      probability[voices[i]] += stop[i];
      live *= goOn;
    }
    if (states.isEmpty()) {
      probability[1] = 1;
    }
    bounded(probability, fewest, most);
    capped(probability, seconds, fewest, most, p);
    return new CountDistribution(probability, stop, voices);
  }

  private static int voicesOf(MergeChain.State state, double seconds, CountParameters p) {
    double floor = p.floor(seconds);
    return (int)
        state.voices().stream()
            .filter(voice -> voice.statistics().frames() / 100 / seconds >= floor)
            .count();
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, x))));
  }

  /** The sender's bounds: what lies outside goes, the rest keeps its proportions. */
  private static void bounded(double[] probability, int fewest, int most) {
    int likeliest = indexOfMax(probability);
    double inside = 0;
    for (int k = 0; k < probability.length; k++) {
      if (k < fewest || k > most) {
        probability[k] = 0;
      }
      inside += probability[k];
    }
    if (inside < 1e-9) {
      // Nothing of it lies inside: the nearest bound is the answer, with what doubt there is.
      Arrays.fill(probability, 0);
      probability[fewest > likeliest ? fewest : most] = 1;
      return;
    }
    for (int k = 0; k < probability.length; k++) {
      probability[k] /= inside;
    }
  }

  /** Little speech cannot tell much: what is over the cap goes to the numbers beside. */
  private static void capped(
      double[] probability, double seconds, int fewest, int most, CountParameters p) {
    double cap = p.capAtZero() + (1 - p.capAtZero()) * Math.min(1, seconds / p.capFreeSeconds());
    int best = indexOfMax(probability);
    int last = Math.min(most, probability.length - 1);
    boolean below = best - 1 >= Math.max(1, fewest);
    boolean above = best + 1 <= last;
    double excess = probability[best] - cap;
    if (excess <= 0 || (!below && !above)) {
      return;
    }
    probability[best] -= excess;
    double share = below && above ? excess / 2 : excess;
    if (below) {
      probability[best - 1] += share;
    }
    if (above) {
      probability[best + 1] += share;
    }
  }

  /** The most probable number. */
  int count() {
    return indexOfMax(probability);
  }

  double probability(int count) {
    return probability[count];
  }

  int most() {
    return probability.length - 1;
  }

  /**
   * The state to read the partition from: of those with so many voices the one at which stopping is
   * most probable; where there is none, the last with so many clusters.
   */
  int stateFor(int count, List<MergeChain.State> states) {
    int best = -1;
    for (int i = 0; i < voices.length; i++) {
      if (voices[i] == count && (best < 0 || stop[i] >= stop[best])) {
        best = i;
      }
    }
    return best >= 0 ? best : Math.max(0, states.size() - count);
  }

  private static int indexOfMax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
