package dev.audioinsight.worker.fetch;

import java.io.IOException;

/** Audio that is being written, and then read. Confined to one thread at a time. */
interface SpooledAudio extends FetchedAudio {
  /**
   * @param count the whole block, but for the last one
   */
  void append(byte[] block, int count) throws IOException;
}
