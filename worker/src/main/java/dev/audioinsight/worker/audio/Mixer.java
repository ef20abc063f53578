package dev.audioinsight.worker.audio;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Makes a signal that is analysed out of a recording's blocks: the mean of all channels, or one of
 * them, at 16 kHz. What each block gives is taken with {@link #ready} before the next. Confined to
 * one thread.
 */
final class Mixer {
  /** Beyond this a float sample is no sound: 24 dB above full scale. */
  private static final float LOUDEST = 16;

  private static final int ALL = -1;

  private final int channel;
  private final float fullScale;
  private final Resampler resampler;
  private final Bandwidth bandwidth;
  private float[] mono = new float[0];
  private float[] resampled = new float[0];
  private FloatBuffer ready = FloatBuffer.wrap(resampled);
  private final long[] clipped;
  private long frames;

  /** Takes the mean of all channels. */
  Mixer(AudioFormat format) {
    this(format, ALL);
  }

  /**
   * Takes one channel.
   *
   * @param channel of those that the format has
   */
  Mixer(AudioFormat format, int channel) {
    this.channel = channel;
    this.clipped = new long[format.channels()];
    this.fullScale = format.fullScale();
    this.resampler = new Resampler(format.sampleRateHz());
    this.bandwidth = new Bandwidth(format.sampleRateHz());
  }

  void add(Block block) {
    int count = block.frames();
    mono = mono.length < count ? new float[count] : mono;
    if (channel == ALL) {
      mix(block);
    } else {
      pick(block);
    }
    frames += count;
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

  private void mix(Block block) {
    float[] from = block.values();
    int channels = block.channels();
    for (int frame = 0, at = 0; frame < block.frames(); frame++) {
      float sum = 0;
      for (int of = 0; of < channels; of++) {
        sum += heard(from[at++], Math.min(of, clipped.length - 1));
      }
      mono[frame] = sum / channels;
    }
  }

  /**
   * Where a stream goes on with fewer channels, the last of them stands for those that are gone.
   */
  private void pick(Block block) {
    float[] from = block.values();
    int channels = block.channels();
    for (int frame = 0, at = Math.min(channel, channels - 1);
        frame < block.frames();
        frame++, at += channels) {
      mono[frame] = heard(from[at], channel);
    }
  }

  private float heard(float sample, int of) {
    float value = finite(sample);
    clipped[of] += Math.abs(value) >= fullScale ? 1 : 0;
    return value;
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

  /** The share of each channel's own samples at full scale. */
  List<Double> clippedRatios() {
    return Arrays.stream(clipped)
        .mapToObj(count -> frames == 0 ? 0 : Math.min(1, (double) count / frames))
        .toList();
  }

  OptionalDouble effectiveBandwidthHz() {
    return bandwidth.hertz();
  }
}
