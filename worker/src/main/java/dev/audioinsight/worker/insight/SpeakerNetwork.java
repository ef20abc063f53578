package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The project's own network, two graphs: the trunk gives additive sums for pieces of speech, the
 * head an embedding for any sum of them. Thread-safe.
 */
final class SpeakerNetwork implements SpeakerModel {
  private static final int WINDOW = 400;
  private static final int HOP = 160;

  /** The trunk gives one frame for four of 10 ms. */
  private static final int STRIDE = 4;

  private final OnnxModel trunk;
  private final OnnxModel head;
  private final double ridge;

  SpeakerNetwork(OnnxModel trunk, OnnxModel head, double ridge) {
    this.trunk = trunk;
    this.head = head;
    this.ridge = ridge;
  }

  @Override
  public List<VoiceStatistics> pieces(FloatBuffer wave, int count, Cancellation cancellation)
      throws JobFailedException {
    int cepstra = (wave.remaining() - WINDOW) / HOP + 1;
    int frames = (cepstra + STRIDE - 1) / STRIDE;
    LongBuffer starts = bytes(count * Long.BYTES).asLongBuffer();
    LongBuffer ends = bytes(count * Long.BYTES).asLongBuffer();
    for (int i = 0; i < count; i++) {
      starts.put((long) frames * i / count);
      ends.put((long) frames * (i + 1) / count);
    }
    Map<String, float[]> out =
        trunk.run(
            Map.of(
                "wave", Tensor.of(wave, 1, wave.remaining()),
                "start", Tensor.of(starts.flip(), count),
                "end", Tensor.of(ends.flip(), count)),
            cancellation);
    List<VoiceStatistics> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(
          statistics(
              out.get("sums"),
              i,
              count,
              out.get("mfcc"),
              (int) ((long) cepstra * i / count),
              (int) ((long) cepstra * (i + 1) / count)));
    }
    return pieces;
  }

  private static VoiceStatistics statistics(
      float[] allSums, int piece, int count, float[] mfcc, int from, int to) {
    int width = allSums.length / count;
    double[] sums = new double[width];
    for (int i = 0; i < width; i++) {
      sums[i] = allSums[piece * width + i];
    }
    return VoiceStatistics.of(sums, mfcc, from, to);
  }

  @Override
  public Voice voice(VoiceStatistics statistics, List<Integer> pieces, Cancellation cancellation)
      throws JobFailedException {
    double[] sums = statistics.sums();
    FloatBuffer in = bytes(sums.length * Float.BYTES).asFloatBuffer();
    for (double sum : sums) {
      in.put((float) sum);
    }
    Map<String, float[]> out =
        head.run(Map.of("sums", Tensor.of(in.flip(), 1, sums.length)), cancellation);
    float[] cohort = out.get("cohort");
    return new Voice(
        statistics,
        pieces,
        out.get("embedding"),
        new CohortCosines(cohort[0], cohort[1]),
        statistics.logDeterminant(ridge));
  }

  private static ByteBuffer bytes(int length) {
    return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
  }
}
