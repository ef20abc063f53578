package dev.audioinsight.worker.insight;

import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.audio.SampleStream;
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
  private final ThreadLocal<FloatBuffer> windows;

  VadSnrNetwork(OnnxModel model) {
    this(model, BLOCK);
  }

  /**
   * @param block samples of a block; a multiple of {@link #UNIT}
   */
  VadSnrNetwork(OnnxModel model, int block) {
    this.model = model;
    this.block = block;
    // One for each thread, of 3 MB: it is direct memory, which is slow to make and to give back.
    this.windows = ThreadLocal.withInitial(() -> direct(block + 2 * CONTEXT));
  }

  private static FloatBuffer direct(int length) {
    return ByteBuffer.allocateDirect(length * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public FrameTrack run(SampleStream samples, Cancellation cancellation) throws JobFailedException {
    Floats speech = new Floats();
    Floats speechDb = new Floats();
    Floats noiseDb = new Floats();
    Floats scale = new Floats();
    Window window = new Window(samples, windows.get().clear(), block);
    while (window.next()) {
      Map<String, float[]> out = model.run(Map.of("x", window.tensor()), cancellation);
      window.take(out.get("vad"), speech, FrameTrack.FRAME);
      window.take(out.get("speech_db"), speechDb, FrameTrack.FRAME);
      window.take(out.get("noise_db"), noiseDb, FrameTrack.FRAME);
      window.take(out.get("snr_scale"), scale, FRAMES_PER_SCALE * FrameTrack.FRAME);
    }
    int frames = (window.length() + FrameTrack.FRAME - 1) / FrameTrack.FRAME;
    float[] levels = speechDb.take(frames);
    return new FrameTrack(
        BackgroundTalk.removed(speech.take(frames), levels, cancellation),
        levels,
        noiseDb.take(frames),
        scale.take((frames + FRAMES_PER_SCALE - 1) / FRAMES_PER_SCALE));
  }

  /**
   * A block and its context on their way over the recording; zeros beyond its end. Confined to one
   * run.
   */
  private static final class Window {
    private final SampleStream samples;
    private final FloatBuffer wave;
    private final int block;
    private int from;
    private int start;
    private int end;
    private int length = -1;

    /**
     * @param wave empty, with room for a block and its context
     */
    Window(SampleStream samples, FloatBuffer wave, int block) {
      this.samples = samples;
      this.wave = wave;
      this.block = block;
    }

    /** Goes on to the next block; false at the end of the recording. */
    boolean next() throws JobFailedException {
      start = end;
      forget(Math.max(0, start - CONTEXT));
      wave.limit(start + block + CONTEXT - from);
      if (length < 0) {
        samples.read(wave);
      }
      if (length < 0 && wave.hasRemaining()) {
        length = from + wave.position();
        while (from + wave.position() < padded()) {
          wave.put(0);
        }
      }
      end = length < 0 ? start + block : Math.min(padded(), start + block);
      return start < end;
    }

    private void forget(int before) {
      wave.flip().position(before - from);
      wave.compact();
      from = before;
    }

    /** The network takes whole units. */
    private int padded() {
      return (length + UNIT - 1) / UNIT * UNIT;
    }

    Tensor tensor() {
      FloatBuffer values = wave.duplicate().flip();
      return Tensor.of(values, 1, values.limit());
    }

    /** Takes the block's own values, without those of its context. */
    void take(float[] out, Floats all, int step) {
      all.add(out, (start - from) / step, (end - start) / step);
    }

    /** Samples of the recording, once there is no next block. */
    int length() {
      return length;
    }
  }
}
