package dev.audioinsight.worker.insight;

import java.util.Arrays;
import java.util.List;

/**
 * How many speakers several groups of channels have together, each group's number being independent
 * of the others': the convolution of their distributions, held within the sender's bounds. The
 * count is the sum of theirs, not the median of that convolution: a doubt in each channel would add
 * up to a speaker more. Immutable, provided that nobody writes into the arrays.
 */
final class CountSum {
  /**
   * What a number has at least that a group's speech allows, halved with each step away from the
   * likeliest: it decides where bounds leave nothing else, and is never seen elsewhere.
   */
  private static final double LEAST = 1e-12;

  private final List<Group> groups;
  private final int fewest;
  private final int most;
  private final double[] distribution;
  private final int[] counts;

  private CountSum(List<Group> groups, int fewest, int most) {
    this.groups = List.copyOf(groups);
    this.most = Math.min(most, groups.stream().mapToInt(Group::highest).sum());
    this.fewest =
        Math.min(fewest, Math.min(this.most, groups.stream().mapToInt(Group::most).sum()));
    this.distribution = within(convolved(-1));
    int[] medians = groups.stream().mapToInt(Group::median).toArray();
    int all = Arrays.stream(medians).sum();
    int bounded = Math.max(this.fewest, Math.min(this.most, all));
    this.counts = bounded == all ? medians : allocation(bounded);
  }

  /**
   * One group.
   *
   * @param probability by number of speakers
   * @param least the lowest number that can be: 1 where there is speech
   * @param most the highest number that its speech allows to be asked for
   */
  record Group(List<Double> probability, int least, int most) {
    Group {
      probability = List.copyOf(probability);
    }

    private double at(int count) {
      double known = count < probability.size() ? probability.get(count) : 0;
      boolean possible = count >= least && count <= most;
      return known + (possible ? LEAST * Math.pow(2, -Math.abs(count - likeliest())) : 0);
    }

    private int median() {
      return CountDistribution.median(
          probability.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private int highest() {
      return Math.max(most, probability.size() - 1);
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
    return new CountSum(groups, fewest, most);
  }

  /** The sum of all groups but one; of all where that is none of them. */
  private double[] convolved(int butFor) {
    double[] sum = new double[most + 1];
    sum[0] = 1;
    for (int g = 0; g < groups.size(); g++) {
      sum = g == butFor ? sum : convolved(sum, groups.get(g));
    }
    return sum;
  }

  private static double[] convolved(double[] sum, Group group) {
    double[] next = new double[sum.length];
    for (int before = 0; before < sum.length; before++) {
      for (int count = 0; before + count < sum.length; count++) {
        next[before + count] += sum[before] * group.at(count);
      }
    }
    return next;
  }

  private double[] within(double[] sum) {
    Arrays.fill(sum, 0, fewest, 0);
    return normalised(sum);
  }

  private static double[] normalised(double[] weights) {
    double all = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / all).toArray();
  }

  /** The likeliest numbers of the groups that make a sum (Viterbi's algorithm). */
  private int[] allocation(int sum) {
    double[] best = new double[most + 1];
    int[][] chosen = new int[groups.size()][most + 1];
    best[0] = 1;
    for (int g = 0; g < groups.size(); g++) {
      double[] next = new double[most + 1];
      for (int before = 0; before <= most; before++) {
        for (int count = 0; before + count <= most; count++) {
          double probability = best[before] * groups.get(g).at(count);
          if (probability > next[before + count]) {
            next[before + count] = probability;
            chosen[g][before + count] = count;
          }
        }
      }
      best = next;
    }
    int[] allocated = new int[groups.size()];
    int left = sum;
    for (int g = groups.size() - 1; g >= 0; g--) {
      allocated[g] = chosen[g][left];
      left -= allocated[g];
    }
    return allocated;
  }

  /** By number of speakers of one group, given that the sum lies within the bounds. */
  double[] distribution(int group) {
    double[] others = convolved(group);
    double[] weights = new double[most + 1];
    for (int count = 0; count <= most; count++) {
      for (int rest = Math.max(0, fewest - count); rest + count <= most; rest++) {
        weights[count] += groups.get(group).at(count) * others[rest];
      }
    }
    return normalised(weights);
  }

  /** By number of speakers; sums to 1. */
  double[] distribution() {
    return distribution;
  }

  /** The number of speakers in all: the sum of {@link #counts}. */
  int count() {
    return Arrays.stream(counts).sum();
  }

  /** The number of each group: its median, or the likeliest ones that keep the bounds. */
  int[] counts() {
    return counts;
  }
}
