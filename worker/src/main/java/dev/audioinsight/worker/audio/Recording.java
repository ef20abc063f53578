package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A recording that is open while it is analysed: its signal, and each of its channels, can be read
 * from the beginning as often as need be, and is the same each time.
 *
 * <p>The first reading decodes, and holds the samples unless there are more than the limits allow
 * to hold. A later one reads what is held, or decodes again: the file stays open meanwhile, so what
 * was renamed or deleted is read on, and what was written into is found out. The channels are held
 * where all of them together are as few samples. Confined to one thread.
 */
public final class Recording implements AutoCloseable {
  private final JobBytes bytes;
  private final Optional<AudioEncoding> encoding;
  private final Limits limits;
  private final Cancellation cancellation;
  private Samples.Builder holding;
  private Samples held;
  private List<Samples> heldChannels;
  private Decoding decoding;
  private AudioInfo info;
  private List<Double> clippedRatios = List.of();
  private int length;
  private long decodeNanos;

  private Recording(
      JobBytes bytes, Optional<AudioEncoding> encoding, Limits limits, Cancellation cancellation) {
    this.bytes = bytes;
    this.encoding = encoding;
    this.limits = limits;
    this.cancellation = cancellation;
  }

  /**
   * Opens the file; nothing of it is read yet.
   *
   * @param encoding of samples without a header
   * @throws JobFailedException with {@code NOT_FOUND}, {@code FORBIDDEN_URI} or {@code
   *     FETCH_FAILED}
   */
  static Recording open(
      AudioBytes audio, Optional<AudioEncoding> encoding, Limits limits, Cancellation cancellation)
      throws JobFailedException {
    try {
      return new Recording(
          new JobBytes(audio.open(), cancellation), encoding, limits, cancellation);
    } catch (IOException e) {
      throw failure(e, cancellation);
    }
  }

  /**
   * The signal from its beginning on; the one before is read no more. Once the first was read to
   * its end, the facts of the recording are known.
   */
  public SampleStream signal() throws JobFailedException {
    if (info == null) {
      holding = new Samples.Builder();
      length = 0;
      begin();
      return this::readFirst;
    }
    if (held != null) {
      return held.stream();
    }
    beginAgain(() -> Decoding.open(bytes, encoding, limits.maxDuration(), cancellation));
    return new Again(0);
  }

  /**
   * Some channels from their beginning on, to be read in turn and by as much; whatever was read
   * before is read no more. The first reading of the signal must have come to its end.
   */
  public List<SampleStream> channels(List<Integer> which) throws JobFailedException {
    if (info.channels() == 1) {
      return List.of(signal());
    }
    if (heldChannels == null && (long) length * info.channels() <= mostHeld()) {
      heldChannels = decodedChannels();
    }
    if (heldChannels != null) {
      return which.stream().map(channel -> heldChannels.get(channel).stream()).toList();
    }
    return again(which);
  }

  private List<SampleStream> again(List<Integer> which) throws JobFailedException {
    beginAgain(() -> Decoding.open(bytes, encoding, which, limits.maxDuration(), cancellation));
    return IntStream.range(0, which.size()).<SampleStream>mapToObj(Again::new).toList();
  }

  private List<Samples> decodedChannels() throws JobFailedException {
    List<SampleStream> streams = again(IntStream.range(0, info.channels()).boxed().toList());
    List<Samples.Builder> builders = streams.stream().map(s -> new Samples.Builder()).toList();
    FloatBuffer some = FloatBuffer.allocate(Samples.RATE);
    for (int at = 0; at < length; at += Samples.RATE) {
      for (int channel = 0; channel < builders.size(); channel++) {
        streams.get(channel).read(some.clear());
        builders.get(channel).add(some.flip());
      }
    }
    verifyUnchanged();
    return builders.stream().map(Samples.Builder::build).toList();
  }

  private void begin() throws JobFailedException {
    begin(() -> Decoding.open(bytes, encoding, limits.maxDuration(), cancellation));
  }

  private void begin(Step<Decoding> opening) throws JobFailedException {
    endDecoding();
    decoding =
        timed(
            () -> {
              bytes.rewind();
              return opening.run();
            });
  }

  /** What fails now and did not the first time is another file. */
  private void beginAgain(Step<Decoding> opening) throws JobFailedException {
    try {
      begin(opening);
    } catch (JobFailedException e) {
      throw judged(e);
    }
  }

  private int readFirst(FloatBuffer target) throws JobFailedException {
    if (info != null) {
      return 0;
    }
    int from = target.position();
    int count = decode(0, target);
    length += count;
    hold(target.duplicate().position(from).limit(from + count));
    if (target.hasRemaining()) {
      end();
    }
    return count;
  }

  private int decode(int signal, FloatBuffer target) throws JobFailedException {
    int from = target.position();
    return timed(
        () -> {
          decoding.read(signal, target);
          return target.position() - from;
        });
  }

  private void hold(FloatBuffer samples) {
    if (length > mostHeld()) {
      holding = null;
    }
    if (holding != null) {
      holding.add(samples);
    }
  }

  private long mostHeld() {
    return limits.maxHeld().toSeconds() * Samples.RATE;
  }

  private void end() throws JobFailedException {
    info = decoding.info(timed(bytes::sha256));
    clippedRatios = decoding.clippedRatios();
    held = holding == null ? null : holding.build();
    holding = null;
    endDecoding();
  }

  /**
   * Makes sure that all readings were of the same file.
   *
   * @throws JobFailedException with {@code FETCH_FAILED}, to be tried again, where it was not
   */
  public void verifyUnchanged() throws JobFailedException {
    if (decoding != null && info != null) {
      String sha256 = timed(bytes::sha256);
      endDecoding();
      if (!sha256.equals(info.sha256())) {
        throw changed();
      }
    }
  }

  /** Whether the samples are in memory, so that the file is read no more. */
  public boolean isHeld() {
    return held != null;
  }

  /** Whether the samples of all channels are in memory, too. */
  public boolean areChannelsHeld() {
    return held != null && (heldChannels != null || info.channels() == 1);
  }

  /** The samples, where they are in memory. */
  public Optional<Samples> held() {
    return Optional.ofNullable(held);
  }

  /** What the recording is, once it is known. */
  public Optional<AudioInfo> info() {
    return Optional.ofNullable(info);
  }

  /** Share of its own samples at full scale, 0 to 1. */
  public double clippedRatio() {
    return clippedRatios.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** The same of one channel. */
  public double clippedRatio(int channel) {
    return clippedRatios.get(channel);
  }

  /** How many samples the signal has. */
  public int length() {
    return length;
  }

  /** Time spent on reading and decoding so far. */
  public long decodeNanos() {
    return decodeNanos;
  }

  private void endDecoding() {
    if (decoding != null) {
      decoding.close();
      decoding = null;
    }
  }

  @Override
  public void close() {
    endDecoding();
    try {
      bytes.close();
    } catch (IOException e) {
      // Whatever is wrong now, what was read is read.
    }
  }

  /** Does something with the file, and counts the time that it takes. */
  private <T> T timed(Step<T> step) throws JobFailedException {
    long start = System.nanoTime();
    try {
      return step.run();
    } catch (IOException e) {
      throw failure(e, cancellation);
    } finally {
      decodeNanos += System.nanoTime() - start;
    }
  }

  private interface Step<T> {
    T run() throws IOException, JobFailedException;
  }

  private static JobFailedException failure(IOException e, Cancellation cancellation)
      throws JobFailedException {
    cancellation.throwIfCancelled();
    if (e instanceof NoSuchFileException) {
      return new JobFailedException(ErrorCode.NOT_FOUND, "the file is gone");
    }
    if (e instanceof AccessDeniedException) {
      return new JobFailedException(ErrorCode.FORBIDDEN_URI, "this worker may not read the file");
    }
    return new JobFailedException(
        new JobError(ErrorCode.FETCH_FAILED, "the audio could not be read to its end", true));
  }

  private static JobFailedException changed() {
    return new JobFailedException(
        new JobError(ErrorCode.FETCH_FAILED, "the file changed while it was read", true));
  }

  private static JobFailedException judged(JobFailedException e) {
    return switch (e.error().code()) {
      case DEADLINE_EXCEEDED, FETCH_FAILED -> e;
      default -> changed();
    };
  }

  /** A signal that is decoded once more. */
  private final class Again implements SampleStream {
    private final int signal;
    private int at;

    Again(int signal) {
      this.signal = signal;
    }

    @Override
    public int read(FloatBuffer target) throws JobFailedException {
      int wanted = Math.min(target.remaining(), length - at);
      try {
        int count = decode(signal, target);
        at += count;
        if (count != wanted) {
          throw changed();
        }
        return count;
      } catch (JobFailedException e) {
        throw judged(e);
      }
    }
  }
}
