package dev.audioinsight.worker.audio;

import dev.audioinsight.contract.AudioEncoding;
import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * A recording that was read to its end. Immutable.
 *
 * @param samples all channels mixed, at 16 kHz
 * @param clippedRatio share of its own samples at full scale, 0 to 1
 */
public record Decoded(AudioInfo info, Samples samples, double clippedRatio) {
  /** Reads a file to its end. */
  static Decoded of(AudioBytes audio, Limits limits, Cancellation cancellation)
      throws JobFailedException {
    return of(audio, Optional.empty(), limits, cancellation);
  }

  /** The same of samples without a header. */
  static Decoded of(
      AudioBytes audio, Optional<AudioEncoding> encoding, Limits limits, Cancellation cancellation)
      throws JobFailedException {
    try (Recording recording = new AudioDecoder(limits).open(audio, encoding, cancellation)) {
      Samples samples = all(recording.signal());
      return new Decoded(recording.info().orElseThrow(), samples, recording.clippedRatio());
    }
  }

  /** All that is left of a signal. */
  static Samples all(SampleStream signal) throws JobFailedException {
    Samples.Builder all = new Samples.Builder();
    FloatBuffer part = FloatBuffer.allocate(10_000);
    int count;
    do {
      count = signal.read(part.clear());
      all.add(part.flip());
    } while (count == part.capacity());
    return all.build();
  }
}
