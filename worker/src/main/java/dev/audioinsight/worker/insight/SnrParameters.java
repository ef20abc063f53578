package dev.audioinsight.worker.insight;

/**
 * The constants of the SNR estimate, as {@code models/snr.json} has them. Immutable.
 *
 * @param speechProbability frames from here on are speech
 * @param silenceProbability frames below are no speech
 * @param guardFrames frames to each side of speech that count as neither
 * @param minPauseFrames fewer frames of pause are no basis for an energy estimate
 * @param minSpeechFrames fewer frames of speech are no basis for any estimate
 * @param highPassHz what lies below is no part of speech or noise
 * @param energyFromDb an energy estimate counts from here on
 * @param resolutionDbfs noise below cannot be told from the rounding of 16-bit samples
 * @param floorShare the speech is at least this share of the noise
 * @param lowestDb estimates are clamped here
 * @param highestDb and here
 * @param interval how wide the interval is
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
    Interval interval) {

  /**
   * Half the width of the interval is {@code factor * (base + scale + disagreement * min(|mask -
   * energy|, disagreementMaxDb) + high * max(snr - highFromDb, 0) ^ highPower)}, where {@code
   * scale} is the network's mean uncertainty over speech; {@code factor} is a conformal quantile.
   */
  record Interval(
      double factor,
      double base,
      double disagreement,
      double disagreementMaxDb,
      double high,
      double highFromDb,
      double highPower) {}
}
