package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.ModelException;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import dev.audioinsight.worker.inference.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A public embedding network that reads 80-mel fbank: f32 [B,T,80] in, f32 [B,D] out, such as those
 * of WeSpeaker and 3D-Speaker.
 *
 * <p>Each piece is heard by itself, less its own mean. Its sum is its unit embedding times its
 * frames; so the embedding of a cluster is the mean of those of its pieces, weighted by their
 * durations. The reference is {@code models/training/embedding_network.py}. Thread-safe.
 */
final class FbankNetwork implements SpeakerModel {
  /** What WeSpeaker's export calls its input. */
  private static final String WESPEAKER_INPUT = "feats";

  private final OnnxModel model;
  private final double ridge;
  private final String input;
  private final String output;
  private final Fbank fbank;

  private FbankNetwork(OnnxModel model, double ridge, String input, String output) {
    this.model = model;
    this.ridge = ridge;
    this.input = input;
    this.output = output;
    this.fbank =
        new Fbank(
            input.equals(WESPEAKER_INPUT)
                ? Fbank.Convention.WESPEAKER
                : Fbank.Convention.THREE_D_SPEAKER);
  }

  /**
   * The adapter of this network, once it has answered some silence.
   *
   * @param ridge added to the diagonal of a covariance
   * @throws ModelException if it takes or gives something else
   */
  static FbankNetwork of(OnnxModel model, double ridge) {
    List<TensorSpec> inputs = model.inputSpecs();
    List<TensorSpec> outputs = model.outputSpecs();
    if (inputs.size() != 1
        || outputs.size() != 1
        || !inputs.get(0).accepts(1, TensorSpec.ANY, Fbank.MELS)
        || !outputs.get(0).isFloats(2)) {
      throw new ModelException(
          model.entry().file()
              + " is no speaker network that can be used: it makes "
              + outputs
              + " of "
              + inputs
              + ", not f32 [B,D] of f32 [B,T,80]");
    }
    FbankNetwork network =
        new FbankNetwork(model, ridge, inputs.get(0).name(), outputs.get(0).name());
    network.tryOut();
    return network;
  }

  private void tryOut() {
    int second = silence(Samples.RATE).length;
    int two = silence(2 * Samples.RATE).length;
    if (second == 0 || second != two) {
      throw new ModelException(
          model.entry().file()
              + " gives no embedding of one size: %d values for a second, %d for two"
                  .formatted(second, two));
    }
  }

  private float[] silence(int samples) {
    int frames = Fbank.frames(samples);
    try {
      return embedding(new float[frames * Fbank.MELS], 0, frames, new Cancellation());
    } catch (JobFailedException | IllegalStateException e) {
      throw new ModelException(
          model.entry().file() + " cannot be run on silence: " + e.getMessage(), e);
    }
  }

  @Override
  public List<VoiceStatistics> pieces(FloatBuffer wave, int count, Cancellation cancellation)
      throws JobFailedException {
    long frames = Fbank.frames(wave.remaining());
    float[] mels = fbank.of(wave);
    float[] cepstra = Cepstra.of(mels);
    List<VoiceStatistics> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = (int) (frames * i / count);
      int to = (int) (frames * (i + 1) / count);
      double[] sums = unit(doubles(embedding(mels, from, to, cancellation)));
      for (int k = 0; k < sums.length; k++) {
        sums[k] *= to - from;
      }
      pieces.add(VoiceStatistics.of(sums, cepstra, from, to));
    }
    return pieces;
  }

  @Override
  public Voice voice(VoiceStatistics statistics, List<Integer> pieces, Cancellation cancellation) {
    double[] unit = unit(statistics.sums());
    float[] embedding = new float[unit.length];
    for (int k = 0; k < embedding.length; k++) {
      embedding[k] = (float) unit[k];
    }
    return new Voice(
        statistics, pieces, embedding, CohortCosines.NONE, statistics.logDeterminant(ridge));
  }

  /** What the network makes of some frames, less their mean. */
  private float[] embedding(float[] mels, int from, int to, Cancellation cancellation)
      throws JobFailedException {
    FloatBuffer features =
        ByteBuffer.allocateDirect((to - from) * Fbank.MELS * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    double[] mean = mean(mels, from, to);
    for (int i = from * Fbank.MELS; i < to * Fbank.MELS; i++) {
      features.put((float) (mels[i] - mean[i % Fbank.MELS]));
    }
    Tensor tensor = Tensor.of(features.flip(), 1, to - from, Fbank.MELS);
    return model.run(Map.of(input, tensor), cancellation).get(output);
  }

  private static double[] mean(float[] mels, int from, int to) {
    double[] mean = new double[Fbank.MELS];
    for (int i = from * Fbank.MELS; i < to * Fbank.MELS; i++) {
      mean[i % Fbank.MELS] += mels[i] / (double) (to - from);
    }
    return mean;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static double[] unit(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    double[] unit = new double[values.length];
    // What has no direction, silence perhaps, is like nobody.
    if (length > 1e-12 && Double.isFinite(length)) {
      for (int i = 0; i < values.length; i++) {
        unit[i] = values[i] / length;
      }
    }
    return unit;
  }
}
