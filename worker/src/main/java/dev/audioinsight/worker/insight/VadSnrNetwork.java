package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.inference.OnnxModel;
import dev.audioinsight.worker.inference.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * Runs the VAD and SNR network over a recording, block by block.
 *
 * <p>The network sees less than {@value #CONTEXT} samples to each side; so a block with that much
 * context gives the very numbers that one run over the whole recording would. Thread-safe.
 */
final class VadSnrNetwork implements SpeechDetector {
  /** The network takes a whole number of these. */
  static final int UNIT = 4_096;

  /** Samples of context to each side of a block: 8.192 s; with 6.144 s levels differ by 0.05 dB. */
  static final int CONTEXT = 32 * UNIT;

  /** Samples of a block: about 30 s, where time and memory are both small. */
  static final int BLOCK = 117 * UNIT;

  /** The uncertainty comes once for so many frames. */
  static final int FRAMES_PER_SCALE = 4;

  private final OnnxModel model;
  private final int block;

  VadSnrNetwork(OnnxModel model) {
    this(model, BLOCK);
  }

  /**
   * @param block samples of a block; a multiple of {@link #UNIT}
   */
  VadSnrNetwork(OnnxModel model, int block) {
    this.model = model;
    this.block = block;
  }

  @Override
  public FrameTrack run(Samples samples, Cancellation cancellation) throws JobFailedException {
    int frames = (samples.length() + FrameTrack.FRAME - 1) / FrameTrack.FRAME;
    int padded = (samples.length() + UNIT - 1) / UNIT * UNIT;
    float[] speech = new float[frames];
    float[] speechDb = new float[frames];
    float[] noiseDb = new float[frames];
    float[] scale = new float[(frames + FRAMES_PER_SCALE - 1) / FRAMES_PER_SCALE];
    FloatBuffer wave = direct(Math.min(padded, block + 2 * CONTEXT));
    for (int start = 0; start < padded; start += block) {
      int from = Math.max(0, start - CONTEXT);
      int to = Math.min(padded, Math.min(padded, start + block) + CONTEXT);
      fill(wave, samples, from, to);
      Map<String, float[]> out =
          model.run(Map.of("x", Tensor.of(wave, 1, to - from)), cancellation);
      int end = Math.min(padded, start + block);
      copy(out.get("vad"), speech, from, start, end, FrameTrack.FRAME);
      copy(out.get("speech_db"), speechDb, from, start, end, FrameTrack.FRAME);
      copy(out.get("noise_db"), noiseDb, from, start, end, FrameTrack.FRAME);
      copy(out.get("snr_scale"), scale, from, start, end, FRAMES_PER_SCALE * FrameTrack.FRAME);
    }
    return new FrameTrack(BackgroundTalk.removed(speech, speechDb), speechDb, noiseDb, scale);
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** The samples from one index to another; zeros beyond the end of the recording. */
  private static void fill(FloatBuffer wave, Samples samples, int from, int to) {
    wave.clear();
    samples.copyTo(from, wave, Math.max(0, Math.min(samples.length(), to) - from));
    while (wave.position() < to - from) {
      wave.put(0);
    }
    wave.flip();
  }

  /** Copies the block's own values, without its context and without the padding at the end. */
  private static void copy(float[] out, float[] all, int from, int start, int end, int step) {
    int first = start / step;
    int last = Math.min(all.length, end / step);
    System.arraycopy(out, (start - from) / step, all, first, last - first);
  }
}
