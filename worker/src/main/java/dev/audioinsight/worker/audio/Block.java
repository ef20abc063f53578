package dev.audioinsight.worker.audio;

/**
 * A stretch of a recording: samples of all channels, interleaved, full scale at 1. A reader fills
 * the same one again and again. Confined to one thread.
 */
final class Block {
  private float[] values = new float[0];
  private int frames;
  private int channels = 1;

  /** Makes room for this many frames; what was there is gone. */
  void resize(int frames, int channels) {
    int count = Math.multiplyExact(frames, channels);
    values = values.length < count ? new float[count] : values;
    this.frames = frames;
    this.channels = channels;
  }

  /** How many samples each channel has. */
  int frames() {
    return frames;
  }

  int channels() {
    return channels;
  }

  /** Frame by frame; only the first {@code frames * channels} count. */
  float[] values() {
    return values;
  }

  boolean isEmpty() {
    return frames == 0;
  }
}
