package dev.audioinsight.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class RunningMedianTest {

  @Test
  void shouldKnowNoMedianOfNothing() {
    assertThat(new RunningMedian(3).get()).isNaN();
  }

  @Property
  void shouldHaveHalfOfTheLastValuesOnEachSide(
      @ForAll @NotEmpty List<@IntRange(max = 50) Integer> values,
      @ForAll @IntRange(min = 1, max = 9) int size) {
    RunningMedian median = new RunningMedian(size);
    values.forEach(median::add);

    double middle = median.get();

    List<Integer> last = values.subList(Math.max(0, values.size() - size), values.size());
    assertThat(last.stream().filter(value -> value < middle).count() * 2)
        .isLessThanOrEqualTo(last.size());
    assertThat(last.stream().filter(value -> value > middle).count() * 2)
        .isLessThanOrEqualTo(last.size());
  }
}
