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
 * @param apartFromDb the pauses are not like the speech's noise where the readings are so far apart
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
    double apartFromDb,
    double resolutionDbfs,
    double floorShare,
    double lowestDb,
    double highestDb,
    Cases cases) {

  double clamped(double db) {
    return Math.max(lowestDb, Math.min(highestDb, db));
  }

  /** The weights of the case in which the readings are. */
  Quantiles quantiles(SnrReadings readings) {
    if (!readings.hasEnergy()) {
      return cases.noPauses;
    }
    return quietPauses(readings) ? cases.pauses : cases.noisyPauses;
  }

  /** Whether there are pauses that tell of the noise under the speech. */
  boolean quietPauses(SnrReadings readings) {
    return readings.hasEnergy()
        && readings.energyDb() >= energyFromDb
        && Math.abs(readings.apartDb()) < apartFromDb;
  }

  /** The three cases: pauses that tell of the noise, pauses that do not, none. Immutable. */
  record Cases(Quantiles pauses, Quantiles noisyPauses, Quantiles noPauses) {}

  /**
   * Fitted quantiles of the SNR: 5, 50 and 95 %, each the mask's reading and a weighted sum of
   * {@link SnrReadings#features}. Immutable.
   *
   * @param least features count from here
   * @param most to here: beyond, the fit has seen nothing
   */
  record Quantiles(
      List<Double> least,
      List<Double> most,
      List<Double> low,
      List<Double> middle,
      List<Double> high) {
    Quantiles {
      least = List.copyOf(least);
      most = List.copyOf(most);
      low = List.copyOf(low);
      middle = List.copyOf(middle);
      high = List.copyOf(high);
    }

    double lowDb(SnrReadings readings) {
      return db(readings, low);
    }

    double middleDb(SnrReadings readings) {
      return db(readings, middle);
    }

    double highDb(SnrReadings readings) {
      return db(readings, high);
    }

    private double db(SnrReadings readings, List<Double> weights) {
      double[] features = readings.features();
      double db = readings.maskDb();
      for (int i = 0; i < features.length; i++) {
        double feature = Math.max(least.get(i), Math.min(most.get(i), features[i]));
        db += weights.get(i) * feature;
      }
      return db;
    }
  }
}
