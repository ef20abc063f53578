package dev.audioinsight.worker.audio;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one audio file, wherever they are. */
public interface AudioBytes {
  /** How many bytes there are. */
  long length();

  /** Opens them from the first byte on; the caller closes. */
  InputStream open() throws IOException;
}
