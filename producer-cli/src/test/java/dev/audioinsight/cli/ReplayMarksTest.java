package dev.audioinsight.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a letter that is replayed twice, or never again. */
class ReplayMarksTest {

  @Property(tries = 300)
  void shouldRememberWhatWasReplayedOverManyRuns(@ForAll long seed) {
    // Given letters with gaps between them, and runs that each choose some
    Random random = new Random(seed);
    TreeSet<Long> letters = new TreeSet<>();
    for (long offset = random.nextInt(5); letters.size() < 500; offset += 1 + random.nextInt(3)) {
      letters.add(offset);
    }
    Set<Long> replayed = new TreeSet<>();
    ReplayMarks marks = ReplayMarks.from(0);
    for (int run = 0; run < 6; run++) {
      int oneIn = 1 + random.nextInt(4);
      for (long letter : letters.tailSet(marks.base())) {
        assertThat(marks.isReplayed(letter)).isEqualTo(replayed.contains(letter));
        if (marks.isReplayed(letter) || random.nextInt(oneIn) == 0) {
          replayed.add(letter);
          marks.mark(letter);
        } else {
          marks.leave(letter);
        }
      }
      marks = ReplayMarks.of(marks.commit());
    }

    for (long letter : letters) {
      assertThat(marks.isReplayed(letter)).isEqualTo(replayed.contains(letter));
    }
    assertThat(marks.base()).isLessThanOrEqualTo(letters.last() + 1);
  }

  @Test
  void shouldRememberFromTheMiddleOfARun() {
    // Given that an earlier run has replayed 7, and this one has come to 4 only
    ReplayMarks earlier = ReplayMarks.from(0);
    earlier.leave(2);
    earlier.leave(4);
    earlier.mark(7);
    ReplayMarks now = ReplayMarks.of(earlier.commit());
    now.mark(2);

    ReplayMarks next = ReplayMarks.of(now.commit());

    assertThat(next.base()).isEqualTo(3);
    assertThat(next.isReplayed(4)).isFalse();
    assertThat(next.isReplayed(7)).isTrue();
  }

  @Test
  void shouldForgetAMarkWhoseMoveFailed() {
    ReplayMarks marks = ReplayMarks.from(0);
    marks.mark(1);
    marks.mark(2);
    marks.leave(1);

    ReplayMarks next = ReplayMarks.of(marks.commit());

    assertThat(next.isReplayed(1)).isFalse();
    assertThat(next.isReplayed(2)).isTrue();
  }

  @Test
  void shouldFollowALogThatForgets() {
    ReplayMarks marks = ReplayMarks.from(0);
    marks.leave(1);
    marks.mark(100);

    ReplayMarks since = ReplayMarks.of(marks.commit()).since(50);

    assertThat(since.base()).isEqualTo(50);
    assertThat(since.isReplayed(99)).isFalse();
    assertThat(since.isReplayed(100)).isTrue();
  }

  @Test
  void shouldRememberLongRunsInFewCharacters() {
    ReplayMarks marks = ReplayMarks.from(0);
    marks.leave(0);
    for (long offset = 1; offset < 1_000_000; offset++) {
      if (offset % 100_000 == 0) {
        marks.leave(offset);
      } else {
        marks.mark(offset);
      }
    }

    assertThat(marks.commit().metadata()).hasSizeLessThan(4_096);
  }

  @Test
  void shouldRefuseToForget() {
    // Given more disorder than the metadata hold
    Random random = new Random(1);
    ReplayMarks marks = ReplayMarks.from(0);
    marks.leave(0);
    for (long offset = 1; offset < 100_000; offset++) {
      if (random.nextBoolean()) {
        marks.mark(offset);
      }
    }

    assertThatThrownBy(marks::commit)
        .isInstanceOf(CliException.class)
        .hasMessageContaining("choose the older ones too");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "replayed-1:4:AAAA", "replayed-1:5:%", "replayed-1:5:", "AQAA"})
  void shouldRefuseWhatNoReplayHasWritten(String metadata) {
    assertThatThrownBy(() -> ReplayMarks.of(new OffsetAndMetadata(5, metadata)))
        .isInstanceOf(CliException.class)
        .hasMessageContaining("was not written by a replay");
  }
}
