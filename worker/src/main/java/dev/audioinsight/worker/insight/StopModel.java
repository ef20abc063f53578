package dev.audioinsight.worker.insight;

import java.util.List;

/**
 * The probability that there are more than k voices, judged by the merge that brings a chain from
 * more than k down to k: a logistic model with a threshold for each k.
 *
 * <p>Its features: the lowest logit of the chain so far, log seconds of all speech, of the shorter
 * and of the longer cluster, and {@link #switching}. Immutable.
 */
final class StopModel {
  /** As {@code speaker-count.json} names them, in order. */
  static final List<String> FEATURES =
      List.of("lowestLogit", "logSpeech", "logShort", "logLong", "switching");

  private final CountParameters p;
  private final List<Region> pieces;

  /**
   * @param pieces of the recording, in order; {@link Voice#pieces()} are indices of them
   */
  StopModel(CountParameters parameters, List<Region> pieces) {
    this.p = parameters;
    this.pieces = List.copyOf(pieces);
  }

  /**
   * What the merge of {@code a} and {@code b} says for their being two voices: a logit without the
   * threshold.
   *
   * @param lowest logit of this merge and all before it: a later merge is never surer
   * @param seconds of speech in all
   */
  double evidence(double lowest, double seconds, Voice a, Voice b) {
    double[] features = {
      Math.max(-30, Math.min(30, lowest)),
      Math.log(seconds),
      Math.log(Math.min(a.seconds(), b.seconds())),
      Math.log(Math.max(a.seconds(), b.seconds())),
      switching(a, b)
    };
    double evidence = 0;
    for (int i = 0; i < features.length; i++) {
      evidence += features[i] * p.stopCoefficients().get(i);
    }
    return evidence;
  }

  /** The probability of more than {@code k} voices, 0 to 1; the last threshold holds beyond. */
  double moreThan(int k, double evidence) {
    double threshold = p.stopIntercepts().get(Math.min(k, p.stopIntercepts().size()) - 1);
    return 1 / (1 + Math.exp(-(evidence + threshold)));
  }

  /**
   * Log of how often speech goes over from one cluster to the other without a pause, to how often
   * it would by chance. Low for two people who take turns, 0 for one voice divided at random.
   */
  private double switching(Voice a, Voice b) {
    int[] side = new int[pieces.size()];
    a.pieces().forEach(piece -> side[piece] = 1);
    b.pieces().forEach(piece -> side[piece] = 2);
    int inside = 0;
    int switches = 0;
    for (int i = 0; i + 1 < side.length; i++) {
      if (side[i] > 0 && side[i + 1] > 0 && pieces.get(i + 1).start() == pieces.get(i).end()) {
        inside++;
        switches += side[i] == side[i + 1] ? 0 : 1;
      }
    }
    double sizeA = a.pieces().size();
    double sizeB = b.pieces().size();
    double byChance = 2 * sizeA * sizeB / ((sizeA + sizeB) * (sizeA + sizeB)) * inside;
    return Math.log((switches + 0.5) / (byChance + 0.5));
  }
}
