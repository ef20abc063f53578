package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Decodes audio to 16 kHz, mono: the mean of all channels. Thread-safe. */
public final class AudioDecoder {
  private static final int BUFFER_BYTES = 64 * 1024;

  private static final byte[] FLAC = {'f', 'L', 'a', 'C'};

  private final Limits limits;

  public AudioDecoder(Limits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a whole file. One cut short gives what can be read of it.
   *
   * @throws JobFailedException with {@code UNSUPPORTED_FORMAT}, {@code CORRUPT_AUDIO}, {@code
   *     TOO_LARGE}, {@code TOO_LONG}, {@code NOT_FOUND}, {@code FORBIDDEN_URI} or {@code
   *     FETCH_FAILED}, or when the job is cancelled
   */
  public Recording decode(AudioBytes bytes, Cancellation cancellation) throws JobFailedException {
    if (bytes.length() > limits.maxBytes()) {
      throw new JobFailedException(
          ErrorCode.TOO_LARGE,
          "the audio has " + bytes.length() + " bytes, and " + limits.maxBytes() + " are allowed");
    }
    MessageDigest sha256 = sha256();
    try (InputStream in =
        new BufferedInputStream(
            new DigestInputStream(new CancellableStream(bytes.open(), cancellation), sha256),
            BUFFER_BYTES)) {
      PcmReader reader = reader(in);
      Mix mix = mix(reader, cancellation);
      drain(in, cancellation);
      AudioInfo info =
          new AudioInfo(
              mix.frames * 1_000 / mix.format.sampleRateHz(),
              mix.format.sampleRateHz(),
              mix.format.channels(),
              reader.container(),
              HexFormat.of().formatHex(sha256.digest()));
      return new Recording(info, mix.samples(), mix.clippedRatio());
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

  private PcmReader reader(InputStream in) throws IOException, JobFailedException {
    if (limits.formats() == Limits.Formats.WAV) {
      return WavReader.open(in);
    }
    in.mark(FLAC.length);
    boolean flac = Arrays.equals(in.readNBytes(FLAC.length), FLAC);
    in.reset();
    return flac ? FlacReader.open(in) : WavReader.open(in);
  }

  private Mix mix(PcmReader reader, Cancellation cancellation)
      throws IOException, JobFailedException {
    Mix mix = new Mix(reader.format());
    long maxFrames = limits.maxDuration().toSeconds() * reader.format().sampleRateHz();
    for (ByteBuffer block = reader.next(); block.hasRemaining(); block = reader.next()) {
      cancellation.throwIfCancelled();
      mix.add(block);
      if (mix.frames > maxFrames) {
        throw new JobFailedException(
            ErrorCode.TOO_LONG,
            "the recording lasts longer than " + limits.maxDuration().toSeconds() + " s");
      }
    }
    return mix;
  }

  /** What follows the data belongs to the file, and so to its checksum. */
  private static void drain(InputStream in, Cancellation cancellation)
      throws IOException, JobFailedException {
    byte[] rest = new byte[BUFFER_BYTES];
    while (in.read(rest) >= 0) {
      cancellation.throwIfCancelled();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mixes, resamples and collects. */
  private static final class Mix {
    final PcmFormat format;
    private final Resampler resampler;
    private float[] mono = new float[0];
    private float[] resampled = new float[0];
    private final Samples.Builder all = new Samples.Builder();
    private long clipped;
    long frames;

    Mix(PcmFormat format) {
      this.format = format;
      this.resampler = new Resampler(format.sampleRateHz());
    }

    void add(ByteBuffer block) {
      int count = block.remaining() / format.frameBytes();
      mono = mono.length < count ? new float[count] : mono;
      for (int i = 0; i < count; i++) {
        float sum = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
          float value = finite(format.encoding().read(block));
          clipped += Math.abs(value) >= format.encoding().fullScale() ? 1 : 0;
          sum += value;
        }
        mono[i] = sum / format.channels();
      }
      frames += count;
      int capacity = resampler.capacityFor(count);
      resampled = resampled.length < capacity ? new float[capacity] : resampled;
      all.add(resampled, resampler.process(mono, count, resampled));
    }

    /** A float file may hold anything; what is not a number is silence. */
    private static float finite(float value) {
      return Float.isFinite(value) ? Math.max(-16, Math.min(16, value)) : 0;
    }

    Samples samples() {
      int capacity = resampler.capacityFor(0);
      resampled = resampled.length < capacity ? new float[capacity] : resampled;
      all.add(resampled, resampler.finish(resampled));
      return all.build();
    }

    double clippedRatio() {
      return frames == 0 ? 0 : (double) clipped / (frames * format.channels());
    }
  }
}
