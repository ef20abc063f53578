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
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One way through a file: from its bytes to one or more signals at 16 kHz, block by block. Plain
 * WAV is read in Java, all else by FFmpeg; both give the same samples. Confined to one thread.
 */
final class Decoding implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final AudioReader reader;
  private final List<Signal> signals;
  private final Duration longest;
  private final Cancellation cancellation;
  private boolean ended;

  private Decoding(
      AudioReader reader, List<Signal> signals, Duration longest, Cancellation cancellation) {
    this.reader = reader;
    this.signals = signals;
    this.longest = longest;
    this.cancellation = cancellation;
  }

  /**
   * Reads up to the first sample; the one signal is the mean of all channels.
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
    AudioReader reader = reader(bytes, encoding, cancellation);
    return new Decoding(
        reader, List.of(new Signal(new Mixer(reader.format()))), longest, cancellation);
  }

  /**
   * As the other; each of these channels is a signal.
   *
   * @param channels some of those that the file has
   */
  static Decoding open(
      JobBytes bytes,
      Optional<AudioEncoding> encoding,
      List<Integer> channels,
      Duration longest,
      Cancellation cancellation)
      throws IOException, JobFailedException {
    AudioReader reader = reader(bytes, encoding, cancellation);
    if (channels.stream().anyMatch(channel -> channel >= reader.format().channels())) {
      reader.close();
      throw new JobFailedException(ErrorCode.CORRUPT_AUDIO, "a channel is gone");
    }
    List<Signal> signals =
        channels.stream().map(c -> new Signal(new Mixer(reader.format(), c))).toList();
    return new Decoding(reader, signals, longest, cancellation);
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

  /** Reads the only signal on. */
  void read(FloatBuffer target) throws IOException, JobFailedException {
    read(0, target);
  }

  /**
   * Reads a signal on until the target is full, or the recording at its end. What comes of the
   * others meanwhile is kept for them.
   *
   * @throws JobFailedException with {@code CORRUPT_AUDIO}, {@code UNSUPPORTED_FORMAT} or {@code
   *     TOO_LONG}, or when the job is cancelled
   */
  void read(int signal, FloatBuffer target) throws IOException, JobFailedException {
    signals.get(signal).take(target);
    while (target.hasRemaining() && decode()) {
      signals.get(signal).take(target);
    }
  }

  /** Decodes one block more; false where there is none. */
  private boolean decode() throws IOException, JobFailedException {
    cancellation.throwIfCancelled();
    if (ended) {
      return false;
    }
    Block block = reader.next();
    signals.forEach(Signal::keep);
    if (block.isEmpty()) {
      ended = true;
      signals.forEach(signal -> signal.mixer.finish());
      return true;
    }
    long frames = signals.get(0).mixer.frames() + block.frames();
    if (frames > longest.toSeconds() * reader.format().sampleRateHz()) {
      throw new JobFailedException(
          ErrorCode.TOO_LONG, "the recording lasts longer than " + longest.toSeconds() + " s");
    }
    signals.forEach(signal -> signal.mixer.add(block));
    return true;
  }

  /**
   * What the recording is; it must have been read to its end.
   *
   * @param sha256 of the file
   */
  AudioInfo info(String sha256) {
    AudioFormat format = reader.format();
    Mixer mixer = signals.get(0).mixer;
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

  /** The share of each channel's own samples at full scale, where their mean was read. */
  List<Double> clippedRatios() {
    return signals.get(0).mixer.clippedRatios();
  }

  @Override
  public void close() {
    reader.close();
  }

  /** A signal, and what came of it and was not asked for yet. */
  private static final class Signal {
    private final Mixer mixer;
    private FloatBuffer kept = FloatBuffer.allocate(0);

    Signal(Mixer mixer) {
      this.mixer = mixer;
    }

    void take(FloatBuffer target) {
      move(kept, target);
      move(mixer.ready(), target);
    }

    private static void move(FloatBuffer from, FloatBuffer target) {
      int part = Math.min(from.remaining(), target.remaining());
      target.put(target.position(), from, from.position(), part);
      target.position(target.position() + part);
      from.position(from.position() + part);
    }

    /** Makes room for the next block. */
    void keep() {
      FloatBuffer ready = mixer.ready();
      if (ready.hasRemaining()) {
        FloatBuffer more = FloatBuffer.allocate(kept.remaining() + ready.remaining());
        kept = more.put(kept).put(ready).flip();
      }
    }
  }
}
