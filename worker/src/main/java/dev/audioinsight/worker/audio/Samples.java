package dev.audioinsight.worker.audio;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A mono signal at 16 kHz, nominally within -1 to 1.
 *
 * <p>It lies in blocks that are never copied to grow: a recording of 20 minutes takes its 77 MB and
 * no more, neither on the way nor in the end. Immutable.
 */
public final class Samples {
  /** Samples a second. */
  public static final int RATE = 16_000;

  private static final int BLOCK_BITS = 14;

  /**
   * Samples of a block, about a second: small enough that G1 shares its regions between blocks, as
   * an array of half a region would waste the other half.
   */
  private static final int BLOCK = 1 << BLOCK_BITS;

  private final float[][] blocks;
  private final int length;

  private Samples(float[][] blocks, int length) {
    this.blocks = blocks;
    this.length = length;
  }

  /** A signal of these values, which are copied. */
  public static Samples of(float... values) {
    Builder builder = new Builder();
    builder.add(FloatBuffer.wrap(values));
    return builder.build();
  }

  public int length() {
    return length;
  }

  public float get(int index) {
    Objects.checkIndex(index, length);
    return blocks[index >> BLOCK_BITS][index & (BLOCK - 1)];
  }

  /** Puts {@code count} samples from {@code from} on into the buffer. */
  public void copyTo(int from, FloatBuffer target, int count) {
    Objects.checkFromIndexSize(from, count, length);
    int end = from + count;
    for (int at = from; at < end; ) {
      int offset = at & (BLOCK - 1);
      int part = Math.min(end - at, BLOCK - offset);
      target.put(blocks[at >> BLOCK_BITS], offset, part);
      at += part;
    }
  }

  /** The signal from its beginning on. */
  public SampleStream stream() {
    return new Stream();
  }

  private final class Stream implements SampleStream {
    private int at;

    @Override
    public int read(FloatBuffer target) {
      int count = Math.min(target.remaining(), length - at);
      copyTo(at, target, count);
      at += count;
      return count;
    }
  }

  /** Collects a signal piece by piece. Confined to one thread. */
  static final class Builder {
    private final List<float[]> blocks = new ArrayList<>();
    private int length;

    int length() {
      return length;
    }

    /** Takes in a copy of all values that are left in the buffer. */
    void add(FloatBuffer values) {
      while (values.hasRemaining()) {
        int offset = length & (BLOCK - 1);
        if (offset == 0) {
          blocks.add(new float[BLOCK]);
        }
        int part = Math.min(values.remaining(), BLOCK - offset);
        values.get(blocks.get(blocks.size() - 1), offset, part);
        length = Math.addExact(length, part);
      }
    }

    /** The signal; nothing may be added afterwards. */
    Samples build() {
      return new Samples(blocks.toArray(float[][]::new), length);
    }
  }
}
