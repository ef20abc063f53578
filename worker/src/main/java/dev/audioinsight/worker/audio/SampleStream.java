package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
import java.nio.FloatBuffer;

/**
 * A mono signal at 16 kHz on its way past, from its first sample to its last. Confined to one
 * thread.
 */
public interface SampleStream {
  /**
   * Reads on until the target is full.
   *
   * @return how many samples came: fewer than there was room for at the end of the signal, and
   *     nowhere else
   * @throws JobFailedException where the signal cannot be read on, or when the job is cancelled
   */
  int read(FloatBuffer target) throws JobFailedException;
}
