package dev.audioinsight.worker.insight;

import java.util.List;

/**
 * The logit of two clusters being one voice: logistic in score, durations and delta-BIC. A cluster
 * is judged as if it had been heard for {@value #MOST_SECONDS} s at most: delta-BIC grows with
 * durations, and hours of one voice would be taken for two. Thread-safe.
 */
final class PairModel {
  /** As {@code speaker-count.json} names them, in order. */
  static final List<String> FEATURES =
      List.of(
          "logShort",
          "logLong",
          "score",
          "score*logShort",
          "score^2",
          "score*logLong",
          "logGain",
          "rate",
          "logRate",
          "logRate*logShort");

  /** Conversations of 80 to 400 s, which it was fitted to, are counted no worse for this bound. */
  private static final int MOST_SECONDS = 100;

  private final CountParameters p;

  PairModel(CountParameters parameters) {
    this.p = parameters;
  }

  double logit(Voice a, Voice b) {
    double[] features = features(a, b);
    double logit = p.intercept();
    for (int i = 0; i < features.length; i++) {
      logit += (features[i] - p.mean().get(i)) / p.scale().get(i) * p.coefficients().get(i);
    }
    return logit;
  }

  private double[] features(Voice a, Voice b) {
    double framesA = Math.min(a.statistics().frames(), 100 * MOST_SECONDS);
    double framesB = Math.min(b.statistics().frames(), 100 * MOST_SECONDS);
    double shareA = framesA / a.statistics().frames();
    double shareB = framesB / b.statistics().frames();
    double logShort = Math.log(Math.min(framesA, framesB));
    double logLong = Math.log(Math.max(framesA, framesB));
    double score = a.score(b);
    double together =
        a.statistics().share(shareA).plus(b.statistics().share(shareB)).logDeterminant(p.ridge());
    double apart = shareA * a.logDeterminant() + shareB * b.logDeterminant();
    double gain = Math.max((together - apart) / 2, p.gainFloor());
    double rate = gain / (framesA * framesB / (framesA + framesB));
    return new double[] {
      logShort,
      logLong,
      score,
      score * logShort,
      score * score,
      score * logLong,
      Math.log(gain),
      rate,
      Math.log(rate),
      Math.log(rate) * logShort
    };
  }
}
