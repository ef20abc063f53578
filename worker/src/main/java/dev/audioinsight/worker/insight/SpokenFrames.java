package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.crosstalk.Talk;

/** The speech of one channel as the detector hears it, with its power. Immutable. */
final class SpokenFrames implements Talk {
  private final FrameTrack track;
  private final FrameEnergy energy;
  private final double least;

  /**
   * @param energy stands for the power of the speech where the detector knows no levels
   * @param least probability that counts as speech
   */
  SpokenFrames(FrameTrack track, FrameEnergy energy, double least) {
    this.track = track;
    this.energy = energy;
    this.least = least;
  }

  @Override
  public int frames() {
    return track.frames();
  }

  @Override
  public boolean isSpeech(int frame) {
    return track.speech(frame) >= least;
  }

  @Override
  public double power(int frame) {
    if (track.hasLevels()) {
      return SnrReadings.power(track.speechDb(frame));
    }
    return frame < energy.frames() ? energy.power(frame) : 0;
  }

  int speechFrames() {
    int count = 0;
    for (int frame = 0; frame < frames(); frame++) {
      count += isSpeech(frame) ? 1 : 0;
    }
    return count;
  }
}
