package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
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
  public FrameTrack run(SampleStream samples, Cancellation cancellation) throws JobFailedException {
    Floats probabilities = new Floats();
    int length = read(samples, probabilities, cancellation);
    return FrameTrack.ofSpeech(probabilities.take(probabilities.size()), CHUNK, length);
  }

  /**
   * Reads a recording to its end.
   *
   * @param probabilities gets one value for each chunk; the last one is filled up with zeros
   * @return how many samples there were
   */
  int read(SampleStream samples, Floats probabilities, Cancellation cancellation)
      throws JobFailedException {
    FloatBuffer input = FloatBuffer.allocate(CONTEXT + CHUNK);
    float[] state = new float[STATE];
    Tensor rate = Tensor.of(LongBuffer.wrap(new long[] {Samples.RATE}));
    for (int length = 0; ; length += CHUNK) {
      int count = samples.read(input.clear().position(CONTEXT));
      if (count > 0) {
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
        probabilities.add(out.get("output")[0]);
        state = out.get("stateN");
        input.put(0, input, CHUNK, CONTEXT);
      }
      if (count < CHUNK) {
        return length + count;
      }
    }
  }
}
