package dev.audioinsight.worker.crosstalk;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All channels of a recording on their way past, a window of about a second at a time, at 8 kHz and
 * with what lies to both sides of it, and without a constant offset; silence before the first
 * sample and behind the last. Confined to one thread.
 */
final class ChannelWindows {
  /** Of the high-pass: 1 - 2 pi 100 / 16,000. */
  private static final float POLE = 0.961f;

  private static final int LENGTH = PathFinder.WINDOW + 2 * PathFinder.CONTEXT;

  private final List<Channel> channels = new ArrayList<>();
  private int index = -1;

  /**
   * @param streams the channels, each at its first sample; they are read in turn, by as much
   */
  ChannelWindows(List<SampleStream> streams) {
    streams.forEach(stream -> channels.add(new Channel(stream)));
  }

  /** Moves on to the next window; false where none begins within the recording. */
  boolean next() throws JobFailedException {
    index++;
    for (Channel channel : channels) {
      channel.move();
    }
    return channels.stream()
        .anyMatch(channel -> channel.length > (long) index * 2 * PathFinder.WINDOW);
  }

  /** How many windows lie before this one. */
  int index() {
    return index;
  }

  int channels() {
    return channels.size();
  }

  /** The window of a channel with its context; valid until the next move, not to be written. */
  float[] of(int channel) {
    return channels.get(channel).window;
  }

  private static final class Channel {
    final float[] window = new float[LENGTH];
    long length;
    private final SampleStream stream;
    private final Halver halver = new Halver();
    private boolean begun;
    private boolean ended;
    private float last;
    private float filtered;

    Channel(SampleStream stream) {
      this.stream = stream;
    }

    void move() throws JobFailedException {
      int kept = begun ? LENGTH - PathFinder.WINDOW : PathFinder.CONTEXT;
      if (begun) {
        System.arraycopy(window, PathFinder.WINDOW, window, 0, kept);
      }
      begun = true;
      float[] next = new float[2 * (LENGTH - kept)];
      if (!ended) {
        int count = stream.read(FloatBuffer.wrap(next));
        withoutOffset(next, count);
        length += count;
        ended = count < next.length;
      }
      halver.halve(next, window, kept);
    }

    /** A high-pass at 100 Hz, of first order; it starts settled on the first sample. */
    private void withoutOffset(float[] samples, int count) {
      last = length == 0 && count > 0 ? samples[0] : last;
      for (int i = 0; i < count; i++) {
        filtered = POLE * (filtered + samples[i] - last);
        last = samples[i];
        samples[i] = filtered;
      }
    }
  }
}
