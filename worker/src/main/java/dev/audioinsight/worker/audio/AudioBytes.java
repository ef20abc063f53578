package dev.audioinsight.worker.audio;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** The bytes of one audio file, wherever they are. */
public interface AudioBytes {
  /** How many bytes there are. */
  long length();

  /**
   * Opens them at the first byte, to be read at any place: the index of an M4A may lie at its end.
   * The caller closes.
   */
  SeekableByteChannel open() throws IOException;
}
