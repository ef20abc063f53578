package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;

/**
 * What a recording shows of its SNR. Immutable.
 *
 * <p><em>Energy</em>: mean power in speech less that in pauses, which keep a guard distance from
 * speech and hold no digital zeros. <em>Mask</em>: the network's power of speech in speech frames
 * over its power of noise. What another channel says counts for neither. Powers are mean squares,
 * full scale at 1; not a number where there is no such reading.
 *
 * @param speechFrames frames of speech
 * @param pauseFrames frames of pause; 0 where there are too few for a reading
 * @param texture of speech and noise; of no use without a mask
 */
record SnrReadings(
    int speechFrames,
    int pauseFrames,
    double energySpeech,
    double energyNoise,
    double maskSpeech,
    double maskNoise,
    SnrTexture texture,
    double floorShare) {
  /** Below, the mask errs otherwise than in the middle. */
  private static final double LOW_DB = 5;

  /** And above. */
  private static final double HIGH_DB = 20;

  /** Where the readings are farther apart, one of them is wrong. */
  private static final double NEAR_DB = 3;

  /** Pauses that vary by this much say little of the noise under the speech. */
  private static final double STEADY_DB = 2;

  /** They take some 20 ms. */
  private static final int FRAMES_PER_CHECK = 1 << 16;

  /** Takes both readings. */
  static SnrReadings of(
      FrameTrack track,
      FrameEnergy energy,
      double vadThreshold,
      SnrParameters p,
      Cancellation cancellation)
      throws JobFailedException {
    int frames = Math.min(track.frames(), energy.frames());
    double from = Math.min(p.speechProbability(), vadThreshold);
    Guard guard = new Guard(track, frames, p);
    Moments speechPower = new Moments();
    Moments pausePower = new Moments();
    Moments maskSpeech = new Moments();
    Moments maskNoise = new Moments();
    SnrTexture.Builder texture = new SnrTexture.Builder();
    for (int i = 0; i < frames; i++) {
      if (i % FRAMES_PER_CHECK == 0) {
        cancellation.throwIfCancelled();
      }
      if (track.isForeign(i)) {
        continue;
      }
      double power = energy.power(i);
      boolean speech = track.speech(i) >= from;
      boolean farFromSpeech = guard.isFarFromSpeech(i);
      boolean pause = !speech && power > 0 && farFromSpeech;
      if (speech) {
        speechPower.add(power);
      } else if (pause) {
        pausePower.add(power);
      }
      if (track.hasLevels()) {
        if (speech) {
          maskSpeech.add(power(track.speechDb(i)));
        }
        if (power > 0) {
          maskNoise.add(power(track.noiseDb(i)));
        }
        texture.add(track, i, power, speech, pause);
      }
    }
    boolean pauses = pausePower.count() >= p.minPauseFrames();
    boolean mask = track.hasLevels() && maskSpeech.count() > 0;
    double noise = pauses ? pausePower.mean() : Double.NaN;
    return new SnrReadings(
        speechPower.count(),
        pauses ? pausePower.count() : 0,
        speechPower.mean() - noise,
        noise,
        mask ? maskSpeech.mean() : Double.NaN,
        mask ? maskNoise.mean() : Double.NaN,
        texture.texture(pauses),
        p.floorShare());
  }

  /** Keeps pauses away from what may be speech; asked for frames in order. */
  private static final class Guard {
    private final FrameTrack track;
    private final int frames;
    private final SnrParameters p;
    private int looked;
    private long last = -1L - Integer.MAX_VALUE;

    Guard(FrameTrack track, int frames, SnrParameters p) {
      this.track = track;
      this.frames = frames;
      this.p = p;
    }

    /** Whether what may be speech is more than the guard distance away, to both sides. */
    boolean isFarFromSpeech(int frame) {
      for (; looked < Math.min(frames, frame + p.guardFrames() + 1); looked++) {
        if (track.speech(looked) >= p.silenceProbability() || track.isForeign(looked)) {
          last = looked;
        }
      }
      return frame - last > p.guardFrames();
    }
  }

  boolean hasEnergy() {
    return pauseFrames > 0;
  }

  boolean hasMask() {
    return !Double.isNaN(maskSpeech);
  }

  double energyDb() {
    return ratioDb(energySpeech, energyNoise, floorShare);
  }

  double maskDb() {
    return ratioDb(maskSpeech, maskNoise, floorShare);
  }

  /** Speech over noise in dB, the speech being at least that share of the noise. */
  static double ratioDb(double speech, double noise, double floorShare) {
    return decibels(Math.max(speech, floorShare * noise) / noise);
  }

  /** How far energy reads above the mask, dB; 0 without pauses. */
  double apartDb() {
    return hasEnergy() ? energyDb() - maskDb() : 0;
  }

  /**
   * What the answer and its interval depend on: both readings and how far they are apart, what
   * noise and speech are like, how sure the network is. In the order of the fit ({@code FEATURES}
   * of {@code models/training/snr_reference.py}).
   */
  double[] features() {
    double mask = maskDb();
    double apart = apartDb();
    return new double[] {
      1,
      mask,
      Math.max(LOW_DB - mask, 0),
      Math.max(mask - HIGH_DB, 0),
      Math.abs(apart),
      Math.max(-NEAR_DB, Math.min(NEAR_DB, apart)),
      apart * Math.exp(-texture.pauseSpread() / STEADY_DB),
      texture.noiseAtRest(),
      texture.pauseSpread(),
      texture.scale(),
      texture.noiseSpread(),
      texture.noiseRoughness(),
      texture.speechSpread(),
      texture.frameRatio() - mask,
      texture.doubt(),
      texture.undecided(),
      Math.log(speechFrames)
    };
  }

  static double decibels(double power) {
    return 10 * Math.log10(power);
  }

  static double power(double decibels) {
    return Math.pow(10, decibels / 10);
  }
}
