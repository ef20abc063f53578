package dev.audioinsight.worker.insight;

import dev.audioinsight.worker.crosstalk.Talk;

/** The speech of one channel as the detector hears it, with its power. Immutable. */
final class SpokenFrames implements Talk {
  /** For each frame; negative without speech. Asked for again and again, and a power is dear. */
  private final float[] powers;

  /**
   * @param energy stands for the power of the speech where the detector knows no levels
   * @param least probability that counts as speech
   */
  SpokenFrames(FrameTrack track, FrameEnergy energy, double least) {
    this.powers = new float[track.frames()];
    for (int frame = 0; frame < powers.length; frame++) {
      powers[frame] = track.speech(frame) >= least ? (float) power(track, energy, frame) : -1;
    }
  }

  private static double power(FrameTrack track, FrameEnergy energy, int frame) {
    if (track.hasLevels()) {
      return SnrReadings.power(track.speechDb(frame));
    }
    return frame < energy.frames() ? energy.power(frame) : 0;
  }

  @Override
  public int frames() {
    return powers.length;
  }

  @Override
  public boolean isSpeech(int frame) {
    return powers[frame] >= 0;
  }

  @Override
  public double power(int frame) {
    return Math.max(0, powers[frame]);
  }

  int speechFrames() {
    int count = 0;
    for (float power : powers) {
      count += power >= 0 ? 1 : 0;
    }
    return count;
  }
}
