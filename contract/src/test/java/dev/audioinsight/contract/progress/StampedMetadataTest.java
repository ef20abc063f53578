package dev.audioinsight.contract.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feared: a stamp that makes a commit too long, or hides what cannot be read. */
class StampedMetadataTest {
  private static final Optional<String> TOPIC = Optional.of("_-3AbcdefghijklmnopqrS");

  @Test
  void shouldFitIntoACommitHoweverMuchIsToBeTold() {
    long base = Long.MAX_VALUE - 50_000;
    SplittableRandom random = new SplittableRandom(7);
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    for (long offset = base; offset < base + CommitMetadata.MAX_SPAN; offset++) {
      if (offset == base || random.nextBoolean()) {
        incomplete.put(offset, random.nextInt(1, 120));
      }
    }
    CrashMark mark =
        new CrashMark(
            Optional.of(new CrashMark.Dirty(-1, CommitMetadata.MAX_SPAN)),
            1,
            Optional.of(new CrashMark.Suspects(Long.MAX_VALUE, CommitMetadata.MAX_SPAN, 2)));
    Progress progress = new Progress(base + CommitMetadata.MAX_SPAN, incomplete, mark);

    String written = new StampedMetadata(TOPIC, CommitMetadata.encode(progress)).write();

    assertThat(written).hasSizeLessThanOrEqualTo(CommitMetadata.MAX_LENGTH);
    assertThat(StampedMetadata.read(written).topic()).isEqualTo(TOPIC);
  }

  @Test
  void shouldReadACommitWithoutAStamp() {
    String metadata = CommitMetadata.encode(Progress.upTo(42));

    assertThat(StampedMetadata.read(metadata))
        .isEqualTo(new StampedMetadata(Optional.empty(), metadata));
    assertThat(StampedMetadata.read(null).progress()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "AAAA.", ".AAAA", "AAAA.not an id", "..", "AAAA.AAAA"})
  void shouldLeaveWhatIsNoStampToBeRefused(String metadata) {
    StampedMetadata read = StampedMetadata.read(metadata);

    assertThat(read.topic()).isEmpty();
    assertThatThrownBy(() -> CommitMetadata.decode(7, read.progress()))
        .isInstanceOf(UnreadableMetadataException.class);
  }
}
