package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.Snr;
import dev.audioinsight.worker.audio.Samples;
import java.util.List;

/**
 * Estimates the SNR of a recording: power of the speech, without the noise, over power of the
 * noise, while somebody speaks.
 *
 * <p>Two readings are taken. <em>Energy</em>: mean power in speech less that in pauses, which keep
 * a guard distance from speech and hold no digital zeros. <em>Neural</em>: the network's mask,
 * power of speech in speech frames over power of noise. Energy counts where there is enough pause
 * and it is high enough for the subtraction to hold; else the mask does. Thread-safe.
 */
final class SnrEstimator {
  private final SnrParameters p;

  SnrEstimator(SnrParameters parameters) {
    this.p = parameters;
  }

  /** A reading: powers of speech and noise, full scale at 1; not a number where there is none. */
  private record Reading(double speech, double noise, double floorShare) {
    static final Reading NONE = new Reading(Double.NaN, Double.NaN, 0);

    boolean isPresent() {
      return !Double.isNaN(speech);
    }

    double db() {
      return decibels(Math.max(speech, floorShare * noise) / noise);
    }
  }

  /** The SNR where speech was found. */
  Snr estimate(FrameTrack track, Samples samples, double vadThreshold, double clippedRatio) {
    FrameEnergy energy = FrameEnergy.of(samples, p.highPassHz());
    int frames = Math.min(track.frames(), energy.frames());
    double from = Math.min(p.speechProbability(), vadThreshold);
    boolean[] speech = new boolean[frames];
    int count = 0;
    double scale = 0;
    for (int i = 0; i < frames; i++) {
      speech[i] = track.speech(i) >= from;
      if (speech[i]) {
        count++;
        scale += track.hasLevels() ? track.scale(i) : 0;
      }
    }
    if (count < p.minSpeechFrames()) {
      return none(Snr.Reason.TOO_SHORT, clippedRatio);
    }
    Reading mask = mask(track, energy, speech);
    Reading byEnergy = energy(track, energy, speech);
    if (!mask.isPresent() && !byEnergy.isPresent()) {
      return none(Snr.Reason.TOO_SHORT, clippedRatio);
    }
    boolean useEnergy =
        byEnergy.isPresent() && (byEnergy.db() >= p.energyFromDb() || !mask.isPresent());
    double half = halfWidth(scale / count, mask, byEnergy, useEnergy);
    return useEnergy
        ? snr(byEnergy, Snr.Method.ENERGY, half, clippedRatio)
        : snr(mask, Snr.Method.NEURAL, half, clippedRatio);
  }

  /** The answer where there is no value. */
  static Snr none(Snr.Reason reason, double clippedRatio) {
    return new Snr(null, null, null, null, null, null, rounded(clippedRatio, 1e4), reason, List.of());
  }

  private Reading energy(FrameTrack track, FrameEnergy energy, boolean[] speech) {
    double inSpeech = 0;
    int speechFrames = 0;
    double inPause = 0;
    int pauseFrames = 0;
    int sinceSpeech = Integer.MAX_VALUE;
    int[] toSpeech = distances(track, speech.length);
    for (int i = 0; i < speech.length; i++) {
      sinceSpeech =
          track.speech(i) >= p.silenceProbability()
              ? 0
              : sinceSpeech == Integer.MAX_VALUE ? sinceSpeech : sinceSpeech + 1;
      if (speech[i]) {
        inSpeech += energy.power(i);
        speechFrames++;
      } else if (Math.min(sinceSpeech, toSpeech[i]) > p.guardFrames() && energy.power(i) > 0) {
        inPause += energy.power(i);
        pauseFrames++;
      }
    }
    if (pauseFrames < p.minPauseFrames()) {
      return Reading.NONE;
    }
    double noise = inPause / pauseFrames;
    return new Reading(inSpeech / speechFrames - noise, noise, p.floorShare());
  }

  /** Frames from each frame to the next one that may be speech. */
  private int[] distances(FrameTrack track, int frames) {
    int[] distances = new int[frames];
    int distance = Integer.MAX_VALUE;
    for (int i = frames - 1; i >= 0; i--) {
      if (track.speech(i) >= p.silenceProbability()) {
        distance = 0;
      } else if (distance < Integer.MAX_VALUE) {
        distance++;
      }
      distances[i] = distance;
    }
    return distances;
  }

  private Reading mask(FrameTrack track, FrameEnergy energy, boolean[] speech) {
    if (!track.hasLevels()) {
      return Reading.NONE;
    }
    double ofSpeech = 0;
    int speechFrames = 0;
    double ofNoise = 0;
    int liveFrames = 0;
    for (int i = 0; i < speech.length; i++) {
      if (speech[i]) {
        ofSpeech += power(track.speechDb(i));
        speechFrames++;
      }
      if (energy.power(i) > 0) {
        ofNoise += power(track.noiseDb(i));
        liveFrames++;
      }
    }
    return new Reading(ofSpeech / speechFrames, ofNoise / Math.max(1, liveFrames), p.floorShare());
  }

  private double halfWidth(double scale, Reading mask, Reading energy, boolean useEnergy) {
    SnrParameters.Interval i = p.interval();
    double apart =
        energy.isPresent() && mask.isPresent()
            ? Math.min(Math.abs(mask.db() - energy.db()), i.disagreementMaxDb()) : 0;
    double db = useEnergy ? energy.db() : mask.db();
    return i.factor()
        * (i.base()
            + scale
            + i.disagreement() * apart
            + i.high() * Math.pow(Math.max(db - i.highFromDb(), 0), i.highPower()));
  }

  private Snr snr(Reading reading, Snr.Method method, double half, double clippedRatio) {
    double noiseDbfs = decibels(reading.noise());
    boolean below = noiseDbfs < p.resolutionDbfs();
    double noise = below ? power(p.resolutionDbfs()) : reading.noise();
    double db = clamped(decibels(Math.max(reading.speech(), p.floorShare() * noise) / noise));
    return new Snr(
        rounded(db, 10),
        List.of(
            rounded(below ? db : db - half, 10), rounded(below ? p.highestDb() : db + half, 10)),
        method,
        below ? Snr.Bound.LOWER : Snr.Bound.EXACT,
        rounded(decibels(Math.max(reading.speech(), 1e-12)), 10),
        rounded(Math.max(noiseDbfs, -120), 10),
        rounded(clippedRatio, 1e4),
        below ? Snr.Reason.NOISE_BELOW_RESOLUTION : null,
        List.of());
  }

  private double clamped(double db) {
    return Math.max(p.lowestDb(), Math.min(p.highestDb(), db));
  }

  private static double decibels(double power) {
    return 10 * Math.log10(power);
  }

  private static double power(double decibels) {
    return Math.pow(10, decibels / 10);
  }

  private static double rounded(double value, double steps) {
    return Math.rint(value * steps) / steps;
  }
}
