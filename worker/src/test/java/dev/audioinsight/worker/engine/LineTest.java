package dev.audioinsight.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Feared: work that nobody is asked to do, or that is done out of turn. */
class LineTest {
  private final Queue<Runnable> asked = new ArrayDeque<>();
  private final Line line = new Line(asked::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void shouldDoWhatGoesFirstBeforeAllOthersAndEachInItsOrder() {
    line.add(work("a"));
    line.add(work("b"));
    line.addFirst(work("fetched"));
    line.addFirst(work("fetched later"));
    assertThat(line.size()).isEqualTo(4);

    doAll();

    assertThat(done).containsExactly("fetched", "fetched later", "a", "b");
    assertThat(line.size()).isZero();
  }

  @Test
  void shouldLeaveNothingBehindWhenSomethingLeaves() {
    Runnable leaving = work("leaving");
    line.add(work("a"));
    line.addFirst(leaving);

    line.remove(leaving);
    line.remove(leaving);
    assertThat(line.size()).isEqualTo(1);

    doAll();
    assertThat(done).containsExactly("a");
    assertThat(line.size()).isZero();
  }

  private Runnable work(String name) {
    return () -> done.add(name);
  }

  private void doAll() {
    while (!asked.isEmpty()) {
      asked.remove().run();
    }
  }
}
