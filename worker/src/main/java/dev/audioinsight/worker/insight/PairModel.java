package dev.audioinsight.worker.insight;

/**
 * The logit of two clusters being one voice: logistic in cosine, durations and delta-BIC.
 * Thread-safe.
 */
final class PairModel {
  static final int FEATURES = 10;

  private final CountParameters p;

  PairModel(CountParameters parameters) {
    this.p = parameters;
  }

  double logit(Voice a, Voice b) {
    double[] features = features(a, b);
    double logit = p.intercept();
    for (int i = 0; i < FEATURES; i++) {
      logit += (features[i] - p.mean().get(i)) / p.scale().get(i) * p.coefficients().get(i);
    }
    return logit;
  }

  private double[] features(Voice a, Voice b) {
    double framesA = a.statistics().frames();
    double framesB = b.statistics().frames();
    double logShort = Math.log(Math.min(framesA, framesB));
    double logLong = Math.log(Math.max(framesA, framesB));
    double cosine = a.cosine(b);
    double together = a.statistics().plus(b.statistics()).logDeterminant(p.ridge());
    double gain = Math.max((together - a.logDeterminant() - b.logDeterminant()) / 2, p.gainFloor());
    double rate = gain / (framesA * framesB / (framesA + framesB));
    return new double[] {
      logShort,
      logLong,
      cosine,
      cosine * logShort,
      cosine * cosine,
      cosine * logLong,
      Math.log(gain),
      rate,
      Math.log(rate),
      Math.log(rate) * logShort
    };
  }
}
