package dev.audioinsight.worker.audio;

import java.nio.FloatBuffer;
import java.util.OptionalDouble;

/**
 * Makes the signal that is analysed out of a recording's blocks: the mean of all channels, at 16
 * kHz. What each block gives is taken with {@link #ready} before the next. Confined to one thread.
 */
final class Mixer {
  /** Beyond this a float sample is no sound: 24 dB above full scale. */
  private static final float LOUDEST = 16;

  private final float fullScale;
  private final Resampler resampler;
  private final Bandwidth bandwidth;
  private float[] mono = new float[0];
  private float[] resampled = new float[0];
  private FloatBuffer ready = FloatBuffer.wrap(resampled);
  private long clipped;
  private long values;
  private long frames;

  Mixer(AudioFormat format) {
    this.fullScale = format.fullScale();
    this.resampler = new Resampler(format.sampleRateHz());
    this.bandwidth = new Bandwidth(format.sampleRateHz());
  }

  void add(Block block) {
    int count = block.frames();
    mono = mono.length < count ? new float[count] : mono;
    mix(block);
    frames += count;
    values += (long) count * block.channels();
    bandwidth.add(mono, count);
    room(count);
    ready.limit(resampler.process(mono, count, resampled));
  }

  /** Ends the signal; nothing may be added afterwards. */
  void finish() {
    room(0);
    ready.limit(resampler.finish(resampled));
  }

  /** What there is of the signal and was not taken yet. */
  FloatBuffer ready() {
    return ready;
  }

  /** The one place where channels become a signal. */
  private void mix(Block block) {
    float[] from = block.values();
    int channels = block.channels();
    for (int frame = 0, at = 0; frame < block.frames(); frame++) {
      float sum = 0;
      for (int channel = 0; channel < channels; channel++) {
        float value = finite(from[at++]);
        clipped += Math.abs(value) >= fullScale ? 1 : 0;
        sum += value;
      }
      mono[frame] = sum / channels;
    }
  }

  /** A float file may hold anything; what is not a number is silence. */
  private static float finite(float value) {
    return Float.isFinite(value) ? Math.max(-LOUDEST, Math.min(LOUDEST, value)) : 0;
  }

  private void room(int count) {
    int capacity = resampler.capacityFor(count);
    if (resampled.length < capacity) {
      resampled = new float[capacity];
      ready = FloatBuffer.wrap(resampled);
    }
    ready.clear();
  }

  /** How many samples each channel had, at the recording's own rate. */
  long frames() {
    return frames;
  }

  /** The share of its own samples at full scale. */
  double clippedRatio() {
    return values == 0 ? 0 : (double) clipped / values;
  }

  OptionalDouble effectiveBandwidthHz() {
    return bandwidth.hertz();
  }
}
