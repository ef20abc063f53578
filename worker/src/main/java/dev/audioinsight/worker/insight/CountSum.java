package dev.audioinsight.worker.insight;

import java.util.List;

/**
 * How many speakers several groups of channels have together, each group's number being independent
 * of the others': the convolution of their distributions, held within the sender's bounds.
 * Immutable, provided that nobody writes into the arrays.
 */
final class CountSum {
  /**
   * What a number has at least that a group's speech allows, halved with each step away from the
   * likeliest: it decides where bounds leave nothing else, and is never seen elsewhere.
   */
  private static final double LEAST = 1e-9;

  private final double[] distribution;
  private final int[] counts;

  private CountSum(double[] distribution, int[] counts) {
    this.distribution = distribution;
    this.counts = counts;
  }

  /**
   * One group.
   *
   * @param probability by number of speakers
   * @param least the lowest number that can be: 1 where there is speech
   * @param most the highest number that its speech allows
   */
  record Group(List<Double> probability, int least, int most) {
    Group {
      probability = List.copyOf(probability);
    }

    private double at(int count) {
      if (count < least || count > most) {
        return 0;
      }
      double known = count < probability.size() ? probability.get(count) : 0;
      return known + LEAST * Math.pow(2, -Math.abs(count - likeliest()));
    }

    private int likeliest() {
      int best = 0;
      for (int count = 1; count < probability.size(); count++) {
        best = probability.get(count) > probability.get(best) ? count : best;
      }
      return best;
    }
  }

  /**
   * The sum.
   *
   * @param fewest the least sum to answer, where the groups have speech enough for it
   * @param most the highest sum; the least numbers of all groups fit into it
   */
  static CountSum of(List<Group> groups, int fewest, int most) {
    int highest = Math.min(most, groups.stream().mapToInt(Group::most).sum());
    double[] sum = {1};
    double[][] best = new double[groups.size() + 1][];
    int[][] chosen = new int[groups.size()][];
    best[0] = new double[] {1};
    for (int g = 0; g < groups.size(); g++) {
      double[] nextSum = new double[highest + 1];
      double[] nextBest = new double[highest + 1];
      chosen[g] = new int[highest + 1];
      for (int before = 0; before < sum.length; before++) {
        for (int count = 0; before + count <= highest; count++) {
          double probability = groups.get(g).at(count);
          nextSum[before + count] += sum[before] * probability;
          if (best[g][before] * probability > nextBest[before + count]) {
            nextBest[before + count] = best[g][before] * probability;
            chosen[g][before + count] = count;
          }
        }
      }
      sum = nextSum;
      best[g + 1] = nextBest;
    }
    double[] distribution = within(sum, Math.min(fewest, highest));
    return new CountSum(distribution, allocation(chosen, likeliest(distribution)));
  }

  private static double[] within(double[] sum, int fewest) {
    double inside = 0;
    for (int count = 0; count < sum.length; count++) {
      sum[count] = count < fewest ? 0 : sum[count];
      inside += sum[count];
    }
    for (int count = 0; count < sum.length; count++) {
      sum[count] /= inside;
    }
    return sum;
  }

  private static int likeliest(double[] distribution) {
    int best = 0;
    for (int count = 1; count < distribution.length; count++) {
      best = distribution[count] > distribution[best] ? count : best;
    }
    return best;
  }

  private static int[] allocation(int[][] chosen, int count) {
    int[] counts = new int[chosen.length];
    int left = count;
    for (int g = chosen.length - 1; g >= 0; g--) {
      counts[g] = chosen[g][left];
      left -= counts[g];
    }
    return counts;
  }

  /** By number of speakers; sums to 1. */
  double[] distribution() {
    return distribution;
  }

  /** The most probable number of speakers in all. */
  int count() {
    return likeliest(distribution);
  }

  /** The number of each group: the most probable ones that make {@link #count}. */
  int[] counts() {
    return counts;
  }
}
