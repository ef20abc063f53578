package dev.audioinsight.worker.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A signal is what was put in, wherever its blocks begin and end. */
class SamplesTest {
  private static final int MOST = 40_000;

  @Property(tries = 200)
  void shouldGiveBackWhatWasAddedInPiecesOfAnySize(
      @ForAll @IntRange(max = MOST) int length,
      @ForAll @IntRange(min = 1, max = 20_000) int piece,
      @ForAll @IntRange(max = MOST) int first,
      @ForAll @IntRange(max = MOST) int second) {
    Samples samples = ramp(length, piece);
    int from = Math.min(Math.min(first, second), length);
    int to = Math.min(Math.max(first, second), length);
    FloatBuffer copy = FloatBuffer.allocate(to - from);

    samples.copyTo(from, copy, to - from);

    assertThat(samples.length()).isEqualTo(length);
    assertThat(copy.remaining()).isZero();
    for (int i = from; i < to; i++) {
      assertThat(samples.get(i)).isEqualTo(i);
      assertThat(copy.get(i - from)).isEqualTo(i);
    }
  }

  @Test
  void shouldRefuseToReadBeyondItsEnds() {
    Samples samples = Samples.of(1, 2, 3);
    FloatBuffer target = FloatBuffer.allocate(4);

    assertThatThrownBy(() -> samples.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> samples.copyTo(1, target, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void shouldNotChangeWithTheArrayItWasMadeOf() {
    float[] values = {1, 2};
    Samples samples = Samples.of(values);

    values[0] = 9;

    assertThat(samples.get(0)).isEqualTo(1);
  }

  private static Samples ramp(int length, int piece) {
    Samples.Builder builder = new Samples.Builder();
    for (int from = 0; from < length; from += piece) {
      int count = Math.min(piece, length - from);
      float[] values = new float[piece];
      for (int i = 0; i < count; i++) {
        values[i] = from + i;
      }
      builder.add(FloatBuffer.wrap(values, 0, count));
    }
    return builder.build();
  }
}
