package dev.audioinsight.worker.insight;

import java.util.List;
import java.util.stream.Stream;

/**
 * The constants of the speaker count, fitted to one speaker network, as {@code
 * models/speaker-count.json} has them; {@code models/training/speaker_chain.py} is the reference of
 * what they mean. Immutable.
 *
 * @param features names of the pair features, in order
 * @param pieceSeconds length of a piece of speech
 * @param minRegionSeconds shorter speech gives no piece
 * @param maxRegionSeconds longer speech is run through the network in equal parts
 * @param ridge added to the diagonal of a covariance
 * @param gainFloor least delta-BIC
 * @param most the highest number in the distribution
 * @param capAtZero the highest confidence where there is hardly any speech
 * @param capFreeSeconds from so much speech on the confidence is not capped
 * @param mean of each feature
 * @param scale of each feature
 * @param coefficients of the logistic model
 * @param intercept of the logistic model
 * @param stopFeatures names of the features of {@link StopModel}, in order
 * @param stopCoefficients of that model
 * @param stopIntercepts of that model, for "more than k" from k = 1 on; the last holds beyond
 * @param minSeconds a voice has at least so much speech
 * @param minShare and at least this share of all speech
 */
record CountParameters(
    List<String> features,
    double pieceSeconds,
    double minRegionSeconds,
    double maxRegionSeconds,
    double ridge,
    double gainFloor,
    int most,
    double capAtZero,
    double capFreeSeconds,
    List<Double> mean,
    List<Double> scale,
    List<Double> coefficients,
    double intercept,
    List<String> stopFeatures,
    List<Double> stopCoefficients,
    List<Double> stopIntercepts,
    double minSeconds,
    double minShare) {

  CountParameters {
    require("pair", PairModel.FEATURES, features, mean, scale, coefficients);
    require("stop", StopModel.FEATURES, stopFeatures, stopCoefficients);
    if (stopIntercepts.isEmpty()) {
      throw new IllegalArgumentException("the stop model has an intercept at least");
    }
  }

  /** What was fitted to other features would count nonsense. */
  private static void require(
      String model, List<String> expected, List<String> named, List<?>... ofEach) {
    if (!named.equals(expected)) {
      throw new IllegalArgumentException(
          "the " + model + " model has the features " + expected + ", not " + named);
    }
    if (Stream.of(ofEach).anyMatch(values -> values.size() != expected.size())) {
      throw new IllegalArgumentException(
          "the " + model + " model needs " + expected.size() + " values of each");
    }
  }

  /** The seconds that make a voice. */
  double floor(double speechSeconds) {
    return Math.max(minSeconds, minShare * speechSeconds);
  }
}
