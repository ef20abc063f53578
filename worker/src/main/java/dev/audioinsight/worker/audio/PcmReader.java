package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.JobFailedException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads PCM out of a container, from front to end. Confined to one thread. */
interface PcmReader {
  /** The container's short name, as results name it. */
  String container();

  PcmFormat format();

  /**
   * Reads on.
   *
   * @return whole frames, little-endian; empty at the end
   */
  ByteBuffer next() throws IOException, JobFailedException;
}
