package dev.audioinsight.worker.insight;

import java.util.BitSet;

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
  private final BitSet foreign;

  /**
   * @param speech probability of speech, 0 to 1
   * @param speechDb power of the speech, dBFS in the band 60 to 7,800 Hz
   * @param noiseDb power of the noise, likewise
   * @param scale how unsure the network is of the local SNR, dB, one value for four frames
   */
  FrameTrack(float[] speech, float[] speechDb, float[] noiseDb, float[] scale) {
    this(speech, speechDb, noiseDb, scale, new BitSet());
  }

  private FrameTrack(
      float[] speech, float[] speechDb, float[] noiseDb, float[] scale, BitSet foreign) {
    this.speech = speech;
    this.speechDb = speechDb;
    this.noiseDb = noiseDb;
    this.scale = scale;
    this.foreign = foreign;
  }

  /** The same where these frames hold what another channel says: neither speech nor a pause. */
  FrameTrack without(BitSet frames) {
    float[] own = speech.clone();
    frames.stream().forEach(frame -> own[frame] = 0);
    return new FrameTrack(own, speechDb, noiseDb, scale, frames);
  }

  /** Whether the frame holds what another channel says. */
  boolean isForeign(int frame) {
    return foreign.get(frame);
  }

  /**
   * A track of a detector that knows no levels.
   *
   * @param probabilities one for each {@code hop} samples, standing for the middle of them
   * @param samples of the recording
   */
  static FrameTrack ofSpeech(float[] probabilities, int hop, int samples) {
    float[] speech = new float[(samples + FRAME - 1) / FRAME];
    for (int i = 0; i < speech.length; i++) {
      speech[i] = (float) between(probabilities, ((i + 0.5) * FRAME - hop / 2.0) / hop);
    }
    float[] none = {};
    return new FrameTrack(speech, none, none, none);
  }

  /** Whether the detector told levels of speech and noise, too. */
  boolean hasLevels() {
    return speechDb.length == speech.length;
  }

  int frames() {
    return speech.length;
  }

  float speech(int frame) {
    return speech[frame];
  }

  /** The probability at a sample, between the centres of two frames; flat beyond the outer ones. */
  double speechAt(double sample) {
    return between(speech, (sample - FRAME / 2.0) / FRAME);
  }

  private static double between(float[] values, double at) {
    if (at <= 0) {
      return values[0];
    }
    int before = (int) at;
    if (before >= values.length - 1) {
      return values[values.length - 1];
    }
    double share = at - before;
    return (1 - share) * values[before] + share * values[before + 1];
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
