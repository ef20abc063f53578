package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decodes audio to 16 kHz, mono: the mean of all channels. Plain WAV is read in Java, all else by
 * FFmpeg; both give the same samples. Thread-safe.
 */
public final class AudioDecoder {
  private static final int BUFFER_BYTES = 64 * 1024;

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
   * Decodes a whole file. One cut short gives what can be read of it, and says so.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT}, {@code CORRUPT_AUDIO}, {@code
   *     TOO_LARGE}, {@code TOO_LONG}, {@code NOT_FOUND}, {@code FORBIDDEN_URI} or {@code
   *     FETCH_FAILED}, or when the job is cancelled
   */
  public Recording decode(AudioBytes audio, Cancellation cancellation) throws JobFailedException {
    return decode(audio, Optional.empty(), cancellation);
  }

  /**
   * As the other.
   *
   * @param encoding of samples without a header; audio that has one is read by what that says
   */
  public Recording decode(
      AudioBytes audio, Optional<AudioEncoding> encoding, Cancellation cancellation)
      throws JobFailedException {
    if (audio.length() > limits.maxBytes()) {
      throw new JobFailedException(
          ErrorCode.TOO_LARGE,
          "the audio has " + audio.length() + " bytes, and " + limits.maxBytes() + " are allowed");
    }
    try (JobBytes bytes = new JobBytes(audio.open(), cancellation);
        AudioReader reader = reader(bytes, encoding, cancellation)) {
      Mixer mixer = mix(reader, cancellation);
      AudioInfo info = info(reader, mixer, bytes.sha256());
      return new Recording(info, mixer.samples(), mixer.clippedRatio());
    } catch (NoSuchFileException e) {
      throw new JobFailedException(ErrorCode.NOT_FOUND, "the file is gone");
    } catch (AccessDeniedException e) {
      throw new JobFailedException(ErrorCode.FORBIDDEN_URI, "this worker may not read the file");
    } catch (IOException e) {
      cancellation.throwIfCancelled();
      throw new JobFailedException(
          new JobError(ErrorCode.FETCH_FAILED, "the audio could not be read to its end", true));
    }
  }

  private static AudioReader reader(
      JobBytes bytes, Optional<AudioEncoding> encoding, Cancellation cancellation)
      throws IOException, JobFailedException {
    byte[] head = bytes.peek(WavReader.HEAD_BYTES);
    if (encoding.isPresent() && !WavReader.isWav(head) && !Containers.isAu(head)) {
      return PcmReader.headerless(
          new BufferedInputStream(bytes.stream(), BUFFER_BYTES), encoding.get());
    }
    if (!WavReader.isWav(head)) {
      return Probe.open(bytes, cancellation);
    }
    try {
      return WavReader.open(new BufferedInputStream(bytes.stream(), BUFFER_BYTES));
    } catch (JobFailedException e) {
      if (e.error().code() != ErrorCode.UNSUPPORTED_FORMAT) {
        throw e;
      }
      return compressedWav(bytes, cancellation, e);
    }
  }

  /**
   * WAV around another codec than PCM.
   *
   * @param refusal what the reader of plain WAV says, which names the codec best
   */
  private static AudioReader compressedWav(
      JobBytes bytes, Cancellation cancellation, JobFailedException refusal)
      throws IOException, JobFailedException {
    bytes.seek(0);
    try {
      return NativeReader.open(Container.WAV, bytes, cancellation);
    } catch (JobFailedException e) {
      throw e.error().code() == ErrorCode.UNSUPPORTED_FORMAT ? refusal : e;
    }
  }

  private Mixer mix(AudioReader reader, Cancellation cancellation)
      throws IOException, JobFailedException {
    Mixer mixer = new Mixer(reader.format());
    long maxFrames = limits.maxDuration().toSeconds() * reader.format().sampleRateHz();
    for (Block block = reader.next(); !block.isEmpty(); block = reader.next()) {
      cancellation.throwIfCancelled();
      if (mixer.frames() + block.frames() > maxFrames) {
        throw new JobFailedException(
            ErrorCode.TOO_LONG,
            "the recording lasts longer than " + limits.maxDuration().toSeconds() + " s");
      }
      mixer.add(block);
    }
    return mixer;
  }

  private static AudioInfo info(AudioReader reader, Mixer mixer, String sha256) {
    AudioFormat format = reader.format();
    OptionalDouble bandwidth = mixer.effectiveBandwidthHz();
    return new AudioInfo(
        mixer.frames() * 1_000 / format.sampleRateHz(),
        format.sampleRateHz(),
        format.channels(),
        format.container(),
        sha256,
        reader.isTruncated(),
        bandwidth.isPresent() ? bandwidth.getAsDouble() : null);
  }
}
