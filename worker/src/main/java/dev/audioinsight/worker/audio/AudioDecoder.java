package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.util.Optional;

/** Opens audio to be decoded to 16 kHz, mono: the mean of all channels. Thread-safe. */
public final class AudioDecoder {
  private final Limits limits;

  /**
   * A decoder; FFmpeg's library is loaded, so that the first job finds it there.
   *
   * @throws AudioLibraryException where it cannot be
   */
  public AudioDecoder(Limits limits) {
    NativeLibrary.load();
    this.limits = limits;
  }

  /**
   * Opens a file. What is wrong with it, its first reading tells; one cut short gives what can be
   * read of it, and says so.
   *
   * @return closed by the caller
   * @throws JobFailedException with {@code TOO_LARGE}, {@code NOT_FOUND}, {@code FORBIDDEN_URI} or
   *     {@code FETCH_FAILED}
   */
  public Recording open(AudioBytes audio, Cancellation cancellation) throws JobFailedException {
    return open(audio, Optional.empty(), cancellation);
  }

  /**
   * As the other.
   *
   * @param encoding of samples without a header; audio that has one is read by what that says
   */
  public Recording open(
      AudioBytes audio, Optional<AudioEncoding> encoding, Cancellation cancellation)
      throws JobFailedException {
    if (audio.length() > limits.maxBytes()) {
      throw new JobFailedException(
          ErrorCode.TOO_LARGE,
          "the audio has " + audio.length() + " bytes, and " + limits.maxBytes() + " are allowed");
    }
    return Recording.open(audio, encoding, limits, cancellation);
  }
}
