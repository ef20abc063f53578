package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
import java.io.IOException;

/** A recording on its way out of its container, block by block. Confined to one thread. */
interface AudioReader extends AutoCloseable {
  AudioFormat format();

  /**
   * Reads on.
   *
   * @return valid until the next call; empty at the end
   * @throws JobFailedException where nothing at all can be read, or when the job is cancelled
   */
  Block next() throws IOException, JobFailedException;

  /** Whether the file ends before its header says; known once {@link #next} was empty. */
  boolean isTruncated();

  /** Gives back what the reader holds; the bytes stay open. Harmless when repeated. */
  @Override
  void close();
}
