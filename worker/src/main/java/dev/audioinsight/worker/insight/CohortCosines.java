package dev.audioinsight.worker.insight;

/**
 * What an embedding's cosines with a cohort of other speakers are like. An ordinary voice is like
 * many and an odd one like nobody, so the same cosine says less of two ordinary ones; measured
 * against these it says the same of both (symmetric score normalisation, Kenny 2010; {@code
 * models/training/speaker_cohort.py}).
 *
 * @param mean of the cosines, -1 to 1
 * @param deviation their standard deviation, above 0
 */
record CohortCosines(double mean, double deviation) {
  /** Of a network without a cohort: a score is the cosine. */
  static final CohortCosines NONE = new CohortCosines(0, 1);

  double normalised(double cosine) {
    return (cosine - mean) / deviation;
  }
}
