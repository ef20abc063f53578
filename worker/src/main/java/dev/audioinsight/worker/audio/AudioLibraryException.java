package dev.audioinsight.worker.audio;

/** The native library that decodes audio cannot be used in this process. */
public final class AudioLibraryException extends RuntimeException {
  AudioLibraryException(String message, Throwable cause) {
    super(message, cause);
  }
}
