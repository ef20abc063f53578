package dev.audioinsight.worker.inference;

import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Numbers with a shape, on their way into a network. Direct buffers reach it without a copy.
 * Confined to one call.
 */
public final class Tensor {
  private final Buffer data;
  private final long[] shape;

  private Tensor(Buffer data, long[] shape) {
    this.data = data;
    this.shape = shape;
  }

  public static Tensor of(FloatBuffer data, long... shape) {
    return new Tensor(data, shape);
  }

  public static Tensor of(LongBuffer data, long... shape) {
    return new Tensor(data, shape);
  }

  Buffer data() {
    return data;
  }

  long[] shape() {
    return shape;
  }
}
