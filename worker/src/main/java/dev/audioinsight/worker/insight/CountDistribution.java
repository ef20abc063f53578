package dev.audioinsight.worker.insight;

import java.util.List;

/**
 * How probable each number of speakers is, from the states of a merge chain. Immutable.
 *
 * <p>That there are more than k voices is one judgement of the {@link StopModel} for each k: of the
 * merge that brings the chain from more than k voices down to k. A recording of an hour takes as
 * many judgements as one of ten seconds.
 */
final class CountDistribution {
  /** A hair below, so that rounding cannot move the middle of two equal halves. */
  private static final double HALF = 0.5 - 1e-9;

  /** With less than this inside the sender's bounds, what is outside counts for the nearest. */
  private static final double LEAST_INSIDE = 0.1;

  private final double[] probability;
  private final int[] voices;

  private CountDistribution(double[] probability, int[] voices) {
    this.probability = probability;
    this.voices = voices;
  }

  /**
   * The distribution over {@code fewest} to {@code most} voices.
   *
   * @param seconds of speech in all
   */
  static CountDistribution of(
      List<MergeChain.State> states,
      StopModel model,
      double seconds,
      int fewest,
      int most,
      CountParameters p) {
    int[] voices =
        states.stream().mapToInt(state -> voicesOf(state, p.floor(seconds), p.most())).toArray();
    double[] more = moreThan(states, voices, model, seconds, p.most());
    double[] probability = new double[Math.max(p.most(), fewest) + 1];
    for (int k = 1; k <= p.most(); k++) {
      probability[k] = more[k - 1] - more[k];
    }
    bounded(probability, fewest, most);
    capped(probability, seconds, fewest, most, p);
    return new CountDistribution(probability, voices);
  }

  /** P(N > k) for k from 0 to {@code most}; never growing. */
  private static double[] moreThan(
      List<MergeChain.State> states, int[] voices, StopModel model, double seconds, int most) {
    double[] more = new double[most + 1];
    double lowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < voices.length; i++) {
      MergeChain.State state = states.get(i);
      lowest = Math.min(lowest, state.logit());
      if (voices[i] > 1 && !state.merge().isEmpty()) {
        // A later state overwrites an earlier one: the last that has more than k voices counts.
        Voice a = state.merge().get(0);
        Voice b = state.merge().get(1);
        double evidence = model.evidence(lowest, seconds, a, b);
        for (int k = 1; k < voices[i]; k++) {
          more[k] = model.moreThan(k, evidence);
        }
      }
    }
    more[0] = 1;
    for (int k = 1; k <= most; k++) {
      more[k] = Math.min(more[k], more[k - 1]);
    }
    return more;
  }

  private static int voicesOf(MergeChain.State state, double floor, int most) {
    int voices = (int) state.voices().stream().filter(v -> v.seconds() >= floor).count();
    return Math.max(1, Math.min(most, voices));
  }

  /**
   * The sender's bounds: what lies outside goes, the rest keeps its proportions if it is enough.
   */
  private static void bounded(double[] probability, int fewest, int most) {
    int likeliest = indexOfMax(probability);
    double inside = 0;
    for (int k = 0; k < probability.length; k++) {
      if (k < fewest || k > most) {
        probability[k] = 0;
      }
      inside += probability[k];
    }
    if (inside < LEAST_INSIDE) {
      // A faint tail knows nothing of how many there are: the nearest bound is the answer.
      probability[fewest > likeliest ? fewest : most] += 1 - inside;
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

  /**
   * The median: the number with the least expected error. The most probable one names too few where
   * many speak, since the probability of many is spread over several numbers.
   */
  int count() {
    return median(probability);
  }

  /** The number up to which half of a distribution lies. */
  static int median(double[] probability) {
    double upTo = probability[0];
    int count = 0;
    while (upTo < HALF) {
      count++;
      upTo += probability[count];
    }
    return count;
  }

  double probability(int count) {
    return probability[count];
  }

  int most() {
    return probability.length - 1;
  }

  /** All of them, from 0 on. */
  double[] probabilities() {
    return probability.clone();
  }

  /**
   * The state to read the partition from: the last with so many voices; where there is none, the
   * last with so many clusters.
   */
  int stateFor(int count, List<MergeChain.State> states) {
    for (int i = voices.length - 1; i >= 0; i--) {
      if (voices[i] == count) {
        return i;
      }
    }
    return Math.max(0, states.size() - count);
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
