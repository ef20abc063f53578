package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.OnnxModel;
import java.util.Set;

/** Says where somebody speaks. Implementations are thread-safe. */
interface SpeechDetector {
  /**
   * Reads a recording to its end.
   *
   * @return every frame that begins within it
   */
  FrameTrack run(SampleStream samples, Cancellation cancellation) throws JobFailedException;

  /**
   * The detector that runs this network; its inputs say which.
   *
   * @throws ModelException if none does
   */
  static SpeechDetector of(OnnxModel model) {
    if (model.inputs().equals(Set.of("x"))) {
      return new VadSnrNetwork(model);
    }
    if (model.inputs().equals(Set.of("input", "state", "sr"))) {
      return new SileroVad(model);
    }
    throw new ModelException(
        model.entry().file() + " is no VAD that can be used: its inputs are " + model.inputs());
  }
}
