package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Takes stretches of speech out of a recording that goes past, in their order. Confined to one
 * analysis.
 */
final class SpeechReader {
  private final SampleStream samples;
  private final FloatBuffer wave;
  private int position;

  /**
   * @param stretches all that will be asked for
   */
  SpeechReader(SampleStream samples, List<Region> stretches) {
    this.samples = samples;
    int longest = stretches.stream().mapToInt(Region::length).max().orElse(0);
    this.wave =
        ByteBuffer.allocateDirect(longest * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /**
   * The samples of a stretch, in a direct buffer.
   *
   * @param stretch begins where the one before ended, or later
   * @return valid until the next call
   */
  FloatBuffer read(Region stretch) throws JobFailedException {
    while (position < stretch.start()) {
      fill(Math.min(wave.capacity(), stretch.start() - position));
    }
    fill(stretch.length());
    return wave.flip();
  }

  private void fill(int count) throws JobFailedException {
    if (samples.read(wave.clear().limit(count)) < count) {
      throw new IllegalStateException("speech beyond the end of the recording");
    }
    position += count;
  }
}
