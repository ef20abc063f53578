package dev.audioinsight.worker.insight;

/**
 * What speech and noise are like, and how sure the network is of them: the basis of the interval.
 * Immutable.
 *
 * @param scale the network's mean uncertainty over speech, dB
 * @param noiseSpread standard deviation of the network's noise level over the recording, dB
 * @param noiseRoughness mean step of that level from one frame to the next, dB
 * @param speechSpread standard deviation of the speech level while somebody speaks, dB
 * @param frameRatio mean over speech of speech less noise, both in dB
 * @param doubt mean probability over speech that it is none
 * @param undecided share of frames that are neither surely speech nor surely none
 * @param pauseSpread standard deviation of the power in pauses, dB; 0 without pauses
 * @param noiseAtRest the network's noise in pauses over that in speech, dB; 0 without pauses
 */
record SnrTexture(
    double scale,
    double noiseSpread,
    double noiseRoughness,
    double speechSpread,
    double frameRatio,
    double doubt,
    double undecided,
    double pauseSpread,
    double noiseAtRest) {

  /** A texture in the making; frames come in order. */
  static final class Builder {
    /** Probabilities at least this far from 0 and 1 are undecided. */
    private static final double UNDECIDED = 0.1;

    private final Moments scale = new Moments();
    private final Moments noiseDb = new Moments();
    private final Moments step = new Moments();
    private final Moments speechDb = new Moments();
    private final Moments frameRatio = new Moments();
    private final Moments certainty = new Moments();
    private final Moments undecided = new Moments();
    private final Moments noiseInSpeech = new Moments();
    private final Moments noiseInPause = new Moments();
    private final Moments pauseDb = new Moments();
    private double lastNoiseDb = Double.NaN;

    /**
     * Takes in a frame of a track that has levels.
     *
     * @param power of the frame's samples; 0 where they are digital zeros
     */
    void add(FrameTrack track, int i, double power, boolean speech, boolean pause) {
      double probability = track.speech(i);
      undecided.add(probability > UNDECIDED && probability < 1 - UNDECIDED ? 1 : 0);
      if (power > 0) {
        addNoise(track.noiseDb(i));
      }
      if (speech) {
        scale.add(track.scale(i));
        speechDb.add(track.speechDb(i));
        frameRatio.add((double) track.speechDb(i) - track.noiseDb(i));
        certainty.add(probability);
        noiseInSpeech.add(SnrReadings.power(track.noiseDb(i)));
      } else if (pause) {
        pauseDb.add(SnrReadings.decibels(power));
        noiseInPause.add(SnrReadings.power(track.noiseDb(i)));
      }
    }

    private void addNoise(double level) {
      noiseDb.add(level);
      if (!Double.isNaN(lastNoiseDb)) {
        step.add(Math.abs(level - lastNoiseDb));
      }
      lastNoiseDb = level;
    }

    SnrTexture texture(boolean pauses) {
      return new SnrTexture(
          scale.mean(),
          noiseDb.deviation(),
          step.mean(),
          speechDb.deviation(),
          frameRatio.mean(),
          1 - certainty.mean(),
          undecided.mean(),
          pauses ? pauseDb.deviation() : 0,
          pauses ? SnrReadings.decibels(noiseInPause.mean() / noiseInSpeech.mean()) : 0);
    }
  }
}
