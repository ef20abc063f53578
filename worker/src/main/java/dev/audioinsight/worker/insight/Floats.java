package dev.audioinsight.worker.insight;

import java.util.ArrayList;
import java.util.List;

/**
 * A row of numbers that grows by blocks, so that nothing is copied on the way. Confined to one
 * thread.
 */
final class Floats {
  private static final int BLOCK = 1 << 14;

  private final List<float[]> blocks = new ArrayList<>();
  private int size;

  int size() {
    return size;
  }

  void add(float value) {
    int offset = size % BLOCK;
    if (offset == 0) {
      blocks.add(new float[BLOCK]);
    }
    blocks.get(size / BLOCK)[offset] = value;
    size++;
  }

  /** Takes in copies of {@code count} values from {@code first} on. */
  void add(float[] values, int first, int count) {
    for (int i = first; i < first + count; i++) {
      add(values[i]);
    }
  }

  /**
   * The first {@code count} of them; nothing is left here, so that two copies of a long row never
   * lie side by side.
   */
  float[] take(int count) {
    float[] all = new float[count];
    for (int from = 0; from < count; from += BLOCK) {
      float[] block = blocks.set(from / BLOCK, null);
      System.arraycopy(block, 0, all, from, Math.min(BLOCK, count - from));
    }
    blocks.clear();
    size = 0;
    return all;
  }
}
