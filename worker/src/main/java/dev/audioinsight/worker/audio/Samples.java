package dev.audioinsight.worker.audio;

import java.nio.FloatBuffer;

/** A mono signal at 16 kHz, nominally within -1 to 1. Immutable. */
public final class Samples {
  /** Samples a second. */
  public static final int RATE = 16_000;

  private final float[] values;
  private final int length;

  /** Takes the array as it is; nobody may write into it afterwards. */
  Samples(float[] values, int length) {
    this.values = values;
    this.length = length;
  }

  /** A signal of these values, which are copied. */
  public static Samples of(float... values) {
    return new Samples(values.clone(), values.length);
  }

  public int length() {
    return length;
  }

  public float get(int index) {
    if (index >= length) {
      throw new IndexOutOfBoundsException(index);
    }
    return values[index];
  }

  /** Puts {@code count} samples from {@code from} on into the buffer. */
  public void copyTo(int from, FloatBuffer target, int count) {
    if (from + count > length) {
      throw new IndexOutOfBoundsException(from + count);
    }
    target.put(values, from, count);
  }
}
