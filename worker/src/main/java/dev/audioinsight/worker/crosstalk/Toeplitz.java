package dev.audioinsight.worker.crosstalk;

/** Solves symmetric Toeplitz systems by Levinson's recursion (Levinson, 1947). Thread-safe. */
final class Toeplitz {
  private Toeplitz() {}

  /**
   * The solution {@code h} of {@code sum over j of r[|i - j|] h[j] = p[i]}.
   *
   * @param r the first row; positive definite, {@code r[0]} is greater than 0
   * @param p as long as {@code r}
   */
  static double[] solve(double[] r, double[] p) {
    int size = r.length;
    double[] solution = new double[size];
    double[] predictor = new double[size];
    double[] turned = new double[size];
    predictor[0] = 1;
    double error = r[0];
    solution[0] = p[0] / r[0];
    for (int order = 1; order < size; order++) {
      double reflection = -correlated(r, predictor, order) / error;
      for (int i = 0; i <= order; i++) {
        turned[i] = predictor[i] + reflection * predictor[order - i];
      }
      System.arraycopy(turned, 0, predictor, 0, order + 1);
      error *= 1 - reflection * reflection;
      double step = (p[order] - correlated(r, solution, order)) / error;
      for (int i = 0; i <= order; i++) {
        solution[i] += step * predictor[order - i];
      }
    }
    return solution;
  }

  private static double correlated(double[] r, double[] values, int order) {
    double sum = 0;
    for (int i = 0; i < order; i++) {
      sum += values[i] * r[order - i];
    }
    return sum;
  }
}
