package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way through a file: from its bytes to the signal at 16 kHz, block by block. Plain WAV is read
 * in Java, all else by FFmpeg; both give the same samples. Confined to one thread.
 */
final class Decoding implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final AudioReader reader;
  private final Mixer mixer;
  private final Duration longest;
  private final Cancellation cancellation;
  private boolean ended;

  private Decoding(AudioReader reader, Duration longest, Cancellation cancellation) {
    this.reader = reader;
    this.mixer = new Mixer(reader.format());
    this.longest = longest;
    this.cancellation = cancellation;
  }

  /**
   * Reads up to the first sample.
   *
   * @param bytes from the first one on; they stay open
   * @param encoding of samples without a header; audio that has one is read by what that says
   * @param longest the recording may last
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT} or {@code CORRUPT_AUDIO}, or when
   *     the job is cancelled
   */
  static Decoding open(
      JobBytes bytes, Optional<AudioEncoding> encoding, Duration longest, Cancellation cancellation)
      throws IOException, JobFailedException {
    return new Decoding(reader(bytes, encoding, cancellation), longest, cancellation);
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

  /**
   * Reads on until the target is full, or the recording at its end.
   *
   * @throws JobFailedException with {@code CORRUPT_AUDIO}, {@code UNSUPPORTED_FORMAT} or {@code
   *     TOO_LONG}, or when the job is cancelled
   */
  void read(FloatBuffer target) throws IOException, JobFailedException {
    while (target.hasRemaining()) {
      FloatBuffer ready = mixer.ready();
      int part = Math.min(ready.remaining(), target.remaining());
      target.put(target.position(), ready, ready.position(), part);
      target.position(target.position() + part);
      ready.position(ready.position() + part);
      if (target.hasRemaining() && !decode()) {
        return;
      }
    }
  }

  /** Decodes one block more; false where there is none. */
  private boolean decode() throws IOException, JobFailedException {
    cancellation.throwIfCancelled();
    if (ended) {
      return false;
    }
    Block block = reader.next();
    if (block.isEmpty()) {
      ended = true;
      mixer.finish();
      return true;
    }
    if (mixer.frames() + block.frames() > longest.toSeconds() * reader.format().sampleRateHz()) {
      throw new JobFailedException(
          ErrorCode.TOO_LONG, "the recording lasts longer than " + longest.toSeconds() + " s");
    }
    mixer.add(block);
    return true;
  }

  /**
   * What the recording is; it must have been read to its end.
   *
   * @param sha256 of the file
   */
  AudioInfo info(String sha256) {
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

  /** The share of its own samples at full scale. */
  double clippedRatio() {
    return mixer.clippedRatio();
  }

  @Override
  public void close() {
    reader.close();
  }
}
