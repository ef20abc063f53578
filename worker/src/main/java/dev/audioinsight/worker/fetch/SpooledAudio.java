package dev.audioinsight.worker.fetch;

import java.io.IOException;

/** Audio that is being written, and then read. Confined to one thread at a time. */
interface SpooledAudio extends FetchedAudio {
  void append(byte[] block, int count) throws IOException;
}
