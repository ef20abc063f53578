package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.contract.Snr;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.List;

/**
 * Estimates the SNR of a recording: power of the speech, without the noise, over power of the
 * noise, while somebody speaks.
 *
 * <p>The network's mask is corrected by energy where there are pauses, as far as both agree; the
 * answer and both ends of its interval are fitted quantiles of the truth ({@code
 * models/training/fit_snr.py}). Thread-safe.
 */
final class SnrEstimator {
  /** An energy reading without a mask is known no better than this. */
  private static final double HALF_WIDTH_WITHOUT_MASK = 6;

  private final SnrParameters p;

  SnrEstimator(SnrParameters parameters) {
    this.p = parameters;
  }

  /** The SNR where speech was found. */
  Snr estimate(
      FrameTrack track,
      FrameEnergy energy,
      double vadThreshold,
      double clippedRatio,
      Cancellation cancellation)
      throws JobFailedException {
    SnrReadings readings = SnrReadings.of(track, energy, vadThreshold, p, cancellation);
    if (readings.speechFrames() < p.minSpeechFrames()
        || (!readings.hasMask() && !readings.hasEnergy())) {
      return none(Snr.Reason.TOO_SHORT, clippedRatio);
    }
    if (!readings.hasMask()) {
      double db = readings.energyDb();
      return snr(
          db - HALF_WIDTH_WITHOUT_MASK,
          db,
          db + HALF_WIDTH_WITHOUT_MASK,
          Snr.Method.ENERGY,
          readings,
          clippedRatio);
    }
    SnrParameters.Quantiles quantiles = p.quantiles(readings);
    return snr(
        quantiles.lowDb(readings),
        quantiles.middleDb(readings),
        quantiles.highDb(readings),
        p.quietPauses(readings) || p.emptyPauses(readings) ? Snr.Method.ENERGY : Snr.Method.NEURAL,
        readings,
        clippedRatio);
  }

  /** The answer where there is no value. */
  static Snr none(Snr.Reason reason, double clippedRatio) {
    return new Snr(
        null, null, null, null, null, null, rounded(clippedRatio, 1e4), reason, List.of());
  }

  private Snr snr(
      double low,
      double middle,
      double high,
      Snr.Method method,
      SnrReadings readings,
      double clippedRatio) {
    boolean byEnergy = method == Snr.Method.ENERGY;
    double speech = byEnergy ? readings.energySpeech() : readings.maskSpeech();
    double noise = byEnergy ? readings.energyNoise() : readings.maskNoise();
    double noiseDbfs = SnrReadings.decibels(noise);
    boolean below = noiseDbfs < p.resolutionDbfs();
    double db = p.clamped(below ? overResolution(speech) : middle);
    return new Snr(
        rounded(db, 10),
        List.of(
            rounded(below ? db : Math.min(low, db), 10),
            rounded(below ? p.highestDb() : Math.max(high, db), 10)),
        method,
        below ? Snr.Bound.LOWER : Snr.Bound.EXACT,
        rounded(SnrReadings.decibels(Math.max(speech, 1e-12)), 10),
        rounded(Math.max(noiseDbfs, -120), 10),
        rounded(clippedRatio, 1e4),
        below ? Snr.Reason.NOISE_BELOW_RESOLUTION : null,
        List.of());
  }

  private double overResolution(double speech) {
    return SnrReadings.ratioDb(speech, SnrReadings.power(p.resolutionDbfs()), p.floorShare());
  }

  private static double rounded(double value, double steps) {
    return Math.rint(value * steps) / steps;
  }
}
