package dev.audioinsight.worker.inference;

import java.util.List;

/**
 * What a network says of one of its inputs or outputs. Immutable.
 *
 * @param name in the graph
 * @param floats whether it holds 32-bit floats
 * @param shape lengths of its axes; {@link #ANY} where the network leaves one free
 */
public record TensorSpec(String name, boolean floats, List<Long> shape) {
  /** A length that is free. */
  public static final long ANY = -1;

  public TensorSpec {
    shape = List.copyOf(shape);
  }

  /** Whether it holds floats with so many axes. */
  public boolean isFloats(int axes) {
    return floats && shape.size() == axes;
  }

  /** Whether floats of this shape fit; an axis of {@link #ANY} has to be free. */
  public boolean accepts(long... lengths) {
    if (!isFloats(lengths.length)) {
      return false;
    }
    for (int axis = 0; axis < lengths.length; axis++) {
      long own = shape.get(axis);
      if (own != ANY && own != lengths[axis]) {
        return false;
      }
    }
    return true;
  }

  /** As messages name it; a free axis is a question mark. */
  @Override
  public String toString() {
    return name + (floats ? " f32 " : " ") + shape.toString().replace("-1", "?");
  }
}
