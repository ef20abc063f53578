package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.audio.Samples;

/**
 * What a recording shows of its SNR. Immutable.
 *
 * <p><em>Energy</em>: mean power in speech less that in pauses, which keep a guard distance from
 * speech and hold no digital zeros. <em>Mask</em>: the network's power of speech in speech frames
 * over its power of noise. Powers are mean squares, full scale at 1; not a number where there is no
 * such reading.
 *
 * @param speechFrames frames of speech
 * @param pauseFrames frames of pause; 0 where there are too few for a reading
 * @param scale the network's mean uncertainty over speech, dB
 * @param noiseSpread standard deviation of the network's noise level over the recording, dB
 */
record SnrReadings(
    int speechFrames,
    int pauseFrames,
    double energySpeech,
    double energyNoise,
    double maskSpeech,
    double maskNoise,
    double scale,
    double noiseSpread,
    double floorShare) {

  /** Takes both readings. */
  static SnrReadings of(FrameTrack track, Samples samples, double vadThreshold, SnrParameters p) {
    FrameEnergy energy = FrameEnergy.of(samples, p.highPassHz());
    int frames = Math.min(track.frames(), energy.frames());
    double from = Math.min(p.speechProbability(), vadThreshold);
    int[] distances = distances(track, frames, p);
    Mean speechPower = new Mean();
    Mean pausePower = new Mean();
    Mean maskSpeech = new Mean();
    Mean maskNoise = new Mean();
    Mean scale = new Mean();
    Spread noiseLevel = new Spread();
    for (int i = 0; i < frames; i++) {
      boolean live = energy.power(i) > 0;
      if (track.speech(i) >= from) {
        speechPower.add(energy.power(i));
        if (track.hasLevels()) {
          maskSpeech.add(power(track.speechDb(i)));
          scale.add(track.scale(i));
        }
      } else if (live && distances[i] > p.guardFrames()) {
        pausePower.add(energy.power(i));
      }
      if (live && track.hasLevels()) {
        maskNoise.add(power(track.noiseDb(i)));
        noiseLevel.add(track.noiseDb(i));
      }
    }
    boolean pauses = pausePower.count >= p.minPauseFrames();
    double noise = pauses ? pausePower.value() : Double.NaN;
    return new SnrReadings(
        speechPower.count,
        pauses ? pausePower.count : 0,
        speechPower.value() - noise,
        noise,
        maskSpeech.value(),
        track.hasLevels() ? maskNoise.sum / Math.max(1, maskNoise.count) : Double.NaN,
        scale.value(),
        noiseLevel.value(),
        p.floorShare());
  }

  /** Frames from each frame to the nearest that may be speech. */
  private static int[] distances(FrameTrack track, int frames, SnrParameters p) {
    int[] distances = new int[frames];
    int since = Integer.MAX_VALUE;
    for (int i = 0; i < frames; i++) {
      since = next(track, i, since, p);
      distances[i] = since;
    }
    since = Integer.MAX_VALUE;
    for (int i = frames - 1; i >= 0; i--) {
      since = next(track, i, since, p);
      distances[i] = Math.min(distances[i], since);
    }
    return distances;
  }

  private static int next(FrameTrack track, int frame, int since, SnrParameters p) {
    if (track.speech(frame) >= p.silenceProbability()) {
      return 0;
    }
    return since == Integer.MAX_VALUE ? since : since + 1;
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

  /** What widens or narrows the interval of an answer. */
  double[] features(double db) {
    double apart = hasEnergy() && hasMask() ? Math.abs(maskDb() - energyDb()) : 0;
    return new double[] {
      1,
      Math.log(Math.max(scale, 0.1)),
      Math.min(apart, 15) / 10,
      Math.min(noiseSpread, 20) / 10,
      Math.min(Math.max(db - 15, 0), 30) / 10,
      Math.log(speechFrames / 500.0),
      Math.log(Math.max(pauseFrames, 30) / 100.0)
    };
  }

  static double decibels(double power) {
    return 10 * Math.log10(power);
  }

  static double power(double decibels) {
    return Math.pow(10, decibels / 10);
  }

  /** A mean in the making. */
  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      sum += value;
      count++;
    }

    double value() {
      return sum / count;
    }
  }

  /** A standard deviation in the making (Welford). */
  private static final class Spread {
    private double mean;
    private double squares;
    private int count;

    void add(double value) {
      count++;
      double off = value - mean;
      mean += off / count;
      squares += off * (value - mean);
    }

    double value() {
      return count == 0 ? 0 : Math.sqrt(squares / count);
    }
  }
}
