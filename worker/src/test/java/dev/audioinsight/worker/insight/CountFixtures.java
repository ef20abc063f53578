package dev.audioinsight.worker.insight;

import java.util.Collections;
import java.util.List;

/** Voices without a sound, and parameters of which a test sets what it is about. */
final class CountFixtures {
  private CountFixtures() {}

  /** A voice of these pieces, all alike in sound. */
  static Voice voice(double frames, Integer... pieces) {
    return voice(frames, new float[] {1}, CohortCosines.NONE, pieces);
  }

  /** A voice of these pieces that sounds like this. */
  static Voice voice(double frames, float[] embedding, CohortCosines cohort, Integer... pieces) {
    VoiceStatistics statistics =
        new VoiceStatistics(new double[3], frames, new double[1], new double[1]);
    return new Voice(statistics, List.of(pieces), embedding, cohort, 0);
  }

  static CountParameters parameters(
      List<Double> stopCoefficients, double minSeconds, double minShare) {
    return parameters(stopCoefficients, List.of(0.0), minSeconds, minShare);
  }

  static CountParameters parameters(
      List<Double> stopCoefficients,
      List<Double> stopIntercepts,
      double minSeconds,
      double minShare) {
    List<Double> ones = Collections.nCopies(PairModel.FEATURES.size(), 1.0);
    return new CountParameters(
        PairModel.FEATURES,
        2.0,
        0.45,
        30.0,
        0.05,
        1.0,
        10,
        0.5,
        10.0,
        ones,
        ones,
        ones,
        0,
        StopModel.FEATURES,
        stopCoefficients,
        stopIntercepts,
        minSeconds,
        minShare);
  }
}
