package dev.audioinsight.worker.fetch;

import dev.audioinsight.worker.audio.AudioBytes;

/**
 * The audio of one job, here; what it holds of memory and disk is free again once it is closed,
 * which may be done twice.
 */
public interface FetchedAudio extends AudioBytes, AutoCloseable {
  @Override
  void close();
}
