package dev.audioinsight.worker.insight;

import java.util.List;

/**
 * The constants of the SNR estimate, as {@code models/snr.json} has them. Immutable.
 *
 * @param speechProbability frames from here on are speech
 * @param silenceProbability frames below are no speech
 * @param guardFrames frames to each side of speech that count as neither
 * @param minPauseFrames fewer frames of pause are no basis for an energy estimate
 * @param minSpeechFrames fewer frames of speech are no basis for any estimate
 * @param highPassHz what lies below is no part of speech or noise
 * @param energyFromDb pauses are quiet enough where energy reads this much
 * @param resolutionDbfs noise below cannot be told from the rounding of 16-bit samples
 * @param floorShare the speech is at least this share of the noise
 * @param lowestDb estimates are clamped here
 * @param highestDb and here
 * @param cases how the readings are put together
 */
record SnrParameters(
    double speechProbability,
    double silenceProbability,
    int guardFrames,
    int minPauseFrames,
    int minSpeechFrames,
    double highPassHz,
    double energyFromDb,
    double resolutionDbfs,
    double floorShare,
    double lowestDb,
    double highestDb,
    Cases cases) {

  double clamped(double db) {
    return Math.max(lowestDb, Math.min(highestDb, db));
  }

  /** The three cases: pauses that are quiet, pauses that are not, none. Immutable. */
  record Cases(Fusion pauses, Fusion noisyPauses, Fusion noPauses) {}

  /**
   * Fitted weights of the two readings and of the interval. Immutable.
   *
   * @param offset dB
   * @param mask weight of the mask's reading
   * @param energy weight of the energy reading
   * @param width of the logarithm of half the 90 % interval, in the order of {@link
   *     SnrReadings#features}
   */
  record Fusion(double offset, double mask, double energy, List<Double> width) {
    Fusion {
      width = List.copyOf(width);
    }

    double db(SnrReadings readings) {
      double byEnergy = readings.hasEnergy() ? energy * readings.energyDb() : 0;
      return offset + mask * readings.maskDb() + byEnergy;
    }

    double halfWidth(SnrReadings readings, double db) {
      double[] features = readings.features(db);
      double log = 0;
      for (int i = 0; i < features.length; i++) {
        log += width.get(i) * features[i];
      }
      return Math.exp(log);
    }
  }
}
