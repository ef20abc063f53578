package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;

/**
 * Silero VAD (version 5 and later): one probability for each 512 samples, from a network with a
 * state. Each chunk is preceded by the last 64 samples of the one before; state and context begin
 * anew with each recording. It knows no levels, so the SNR comes from energy alone. Thread-safe.
 */
final class SileroVad implements SpeechDetector {
  static final int CHUNK = 512;
  private static final int CONTEXT = 64;
  private static final int STATE = 2 * 128;

  private final OnnxModel model;

  SileroVad(OnnxModel model) {
    this.model = model;
  }

  @Override
  public FrameTrack run(Samples samples, Cancellation cancellation) throws JobFailedException {
    return FrameTrack.ofSpeech(probabilities(samples, cancellation), CHUNK, samples.length());
  }

  /** One value for each chunk; the last one is filled up with zeros. */
  float[] probabilities(Samples samples, Cancellation cancellation) throws JobFailedException {
    float[] probabilities = new float[(samples.length() + CHUNK - 1) / CHUNK];
    FloatBuffer input = FloatBuffer.allocate(CONTEXT + CHUNK);
    float[] state = new float[STATE];
    Tensor rate = Tensor.of(LongBuffer.wrap(new long[] {Samples.RATE}));
    for (int i = 0; i < probabilities.length; i++) {
      int from = i * CHUNK;
      int length = Math.min(CHUNK, samples.length() - from);
      input.clear().position(CONTEXT);
      samples.copyTo(from, input, length);
      while (input.hasRemaining()) {
        input.put(0);
      }
      Map<String, float[]> out =
          model.run(
              Map.of(
                  "input", Tensor.of(input.rewind(), 1, CONTEXT + CHUNK),
                  "state", Tensor.of(FloatBuffer.wrap(state), 2, 1, 128),
                  "sr", rate),
              cancellation);
      probabilities[i] = out.get("output")[0];
      state = out.get("stateN");
      input.put(0, input, CHUNK, CONTEXT);
    }
    return probabilities;
  }
}
