package dev.audioinsight.worker.insight;

/**
 * What the VAD and SNR network says of each frame of 256 samples (16 ms); frame {@code i} is
 * centred at sample {@code 256 i + 128}. Immutable, provided that nobody writes into the arrays.
 */
final class FrameTrack {
  /** Samples of one frame. */
  static final int FRAME = 256;

  private final float[] speech;
  private final float[] speechDb;
  private final float[] noiseDb;
  private final float[] scale;

  /**
   * @param speech probability of speech, 0 to 1
   * @param speechDb power of the speech, dBFS in the band 60 to 7,800 Hz
   * @param noiseDb power of the noise, likewise
   * @param scale how unsure the network is of the local SNR, dB, one value for four frames
   */
  FrameTrack(float[] speech, float[] speechDb, float[] noiseDb, float[] scale) {
    this.speech = speech;
    this.speechDb = speechDb;
    this.noiseDb = noiseDb;
    this.scale = scale;
  }

  int frames() {
    return speech.length;
  }

  float speech(int frame) {
    return speech[frame];
  }

  /** The probability at a sample, between the centres of two frames; flat beyond the outer ones. */
  double speechAt(double sample) {
    double at = (sample - FRAME / 2.0) / FRAME;
    if (at <= 0) {
      return speech[0];
    }
    int before = (int) at;
    if (before >= speech.length - 1) {
      return speech[speech.length - 1];
    }
    double share = at - before;
    return (1 - share) * speech[before] + share * speech[before + 1];
  }

  float speechDb(int frame) {
    return speechDb[frame];
  }

  float noiseDb(int frame) {
    return noiseDb[frame];
  }

  /** The network's uncertainty of the local SNR around this frame, dB. */
  float scale(int frame) {
    return scale[Math.min(frame / VadSnrNetwork.FRAMES_PER_SCALE, scale.length - 1)];
  }
}
