package dev.audioinsight.contract.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class CommitMetadataTest {
  private static final String WITHOUT_MARK = "AQCZzCS9owkNAQEAAgAC";
  private static final String TOP_OVERFLOWS = "AQGdDtJv_v________9_CAAAAQ";
  private static final String UNKNOWN_FLAG = "AkJplfapBwAAAAAAATIAAA";

  @Property(tries = 2_000)
  void shouldReadBackWhatItWrote(@ForAll("progress") Progress progress)
      throws UnreadableMetadataException {
    String metadata = CommitMetadata.encode(progress);

    assertThat(CommitMetadata.decode(progress.base(), metadata)).isEqualTo(progress);
  }

  @Property(tries = 300)
  void shouldFitKafkasLimitWhateverIsIncomplete(@ForAll("wideProgress") Progress progress) {
    assertThat(CommitMetadata.encode(progress)).hasSizeLessThanOrEqualTo(CommitMetadata.MAX_LENGTH);
  }

  @Example
  void shouldFitKafkasLimitAtItsWorst() throws UnreadableMetadataException {
    // Given every second offset of the widest span at the largest offset, attempts at their worst
    long top = Long.MAX_VALUE - 1;
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    for (long offset = top - CommitMetadata.MAX_SPAN; offset < top; offset += 2) {
      incomplete.put(offset, 1 + (int) (offset % 127));
    }
    Progress progress =
        new Progress(
            top,
            incomplete,
            new CrashMark(
                Optional.of(new CrashMark.Dirty(-1, CommitMetadata.MAX_SPAN)),
                127,
                Optional.of(new CrashMark.Suspects(Long.MAX_VALUE, CommitMetadata.MAX_SPAN, 127))));

    String metadata = CommitMetadata.encode(progress);

    assertThat(metadata).hasSizeLessThanOrEqualTo(CommitMetadata.MAX_LENGTH);
    assertThat(CommitMetadata.decode(progress.base(), metadata).incomplete().keySet())
        .isEqualTo(incomplete.keySet());
  }

  @Property
  void shouldNeverInventAnAttempt(@ForAll("wideProgress") Progress progress)
      throws UnreadableMetadataException {
    Progress read = CommitMetadata.decode(progress.base(), CommitMetadata.encode(progress));

    read.incomplete()
        .forEach(
            (offset, attempts) ->
                assertThat(attempts).isLessThanOrEqualTo(progress.incomplete().get(offset)));
  }

  @Property
  void shouldRefuseAnyChangedCharacter(
      @ForAll("progress") Progress progress,
      @ForAll @IntRange(max = 4_000) int position,
      @ForAll @AlphaChars char other) {
    String metadata = CommitMetadata.encode(progress);
    int at = position % metadata.length();
    if (metadata.charAt(at) == other) {
      return;
    }
    String changed = metadata.substring(0, at) + other + metadata.substring(at + 1);

    // The last character may hold unused bits; a change there may read as the same bytes.
    assertThatCode(
            () -> assertThat(CommitMetadata.decode(progress.base(), changed)).isEqualTo(progress))
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isNull(),
            thrown -> assertThat(thrown).isInstanceOf(UnreadableMetadataException.class));
  }

  @Property
  void shouldRefuseAnyOtherText(@ForAll @StringLength(min = 1, max = 300) String text) {
    assertThatThrownBy(() -> CommitMetadata.decode(7, text))
        .isInstanceOf(UnreadableMetadataException.class);
  }

  @Property
  void shouldRefuseMetadataOfAnotherOffset(
      @ForAll("progress") Progress progress, @ForAll @LongRange(min = 0) long offset) {
    if (offset == progress.base()) {
      return;
    }
    String metadata = CommitMetadata.encode(progress);

    assertThatThrownBy(() -> CommitMetadata.decode(offset, metadata))
        .isInstanceOf(UnreadableMetadataException.class)
        .hasMessageContaining("offset");
  }

  @Example
  void shouldTakeEmptyMetadataAsNothingKnownAbove() throws UnreadableMetadataException {
    // An administrator's reset commits an offset with empty metadata.
    assertThat(CommitMetadata.decode(42, "")).isEqualTo(Progress.upTo(42));
  }

  @Example
  void shouldReadWhatWasWrittenBeforeThereWereMarks() throws UnreadableMetadataException {
    // Version 1, as an independent program writes it
    Progress progress = progress(1_200, Map.of(1_187L, 2, 1_190L, 1));

    assertThat(CommitMetadata.decode(1_187, WITHOUT_MARK)).isEqualTo(progress);
    assertThat(CommitMetadata.encode(progress)).isEqualTo(WITHOUT_MARK);
  }

  @Example
  void shouldRefuseATopBeyondTheLargestOffset() {
    assertThatThrownBy(() -> CommitMetadata.decode(Long.MAX_VALUE - 1, TOP_OVERFLOWS))
        .isInstanceOf(UnreadableMetadataException.class)
        .hasMessageContaining("span");
  }

  @Example
  void shouldRefuseAFlagThatItDoesNotKnow() {
    assertThatThrownBy(() -> CommitMetadata.decode(7, UNKNOWN_FLAG))
        .isInstanceOf(UnreadableMetadataException.class)
        .hasMessageContaining("flags");
  }

  @Example
  void shouldRefuseASpanThatIsTooWide() {
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    incomplete.put(0L, 1);
    Progress tooWide = new Progress(CommitMetadata.MAX_SPAN + 1L, incomplete);

    assertThatThrownBy(() -> CommitMetadata.encode(tooWide))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Progress whose attempts fit the list of exceptions. */
  @Provide
  Arbitrary<Progress> progress() {
    return progress(Arbitraries.integers().between(0, 30), 600);
  }

  @Provide
  Arbitrary<Progress> wideProgress() {
    return progress(
        Arbitraries.integers().between(0, CommitMetadata.MAX_SPAN), CommitMetadata.MAX_SPAN);
  }

  private static Arbitrary<Progress> progress(Arbitrary<Integer> sizes, int span) {
    Arbitrary<Long> bases = Arbitraries.longs().between(0, Long.MAX_VALUE - 2L * span - 100_000);
    return Combinators.combine(bases, sizes, marks(), Arbitraries.randoms())
        .as(
            (base, size, mark, random) -> {
              NavigableMap<Long, Integer> incomplete = new TreeMap<>();
              if (size > 0) {
                incomplete.put(base, random.nextInt(128));
              }
              for (int i = 1; i < size; i++) {
                incomplete.put(base + random.nextInt(span), random.nextInt(128));
              }
              long top = incomplete.isEmpty() ? base : base + span;
              return new Progress(top, incomplete, endingAbove(top, mark));
            });
  }

  private static Arbitrary<CrashMark> marks() {
    Arbitrary<CrashMark.Dirty> dirty =
        Combinators.combine(
                Arbitraries.integers(), Arbitraries.integers().between(0, CommitMetadata.MAX_SPAN))
            .as(CrashMark.Dirty::new);
    Arbitrary<CrashMark.Suspects> suspects =
        Combinators.combine(
                Arbitraries.longs().between(0, 100_000),
                Arbitraries.integers().between(0, CommitMetadata.MAX_SPAN),
                Arbitraries.integers().between(0, 127))
            .as(CrashMark.Suspects::new);
    return Combinators.combine(
            dirty.optional(), Arbitraries.integers().between(0, 127), suspects.optional())
        .as(CrashMark::new);
  }

  /** The mark, with its end counted from the top on. */
  private static CrashMark endingAbove(long top, CrashMark mark) {
    return new CrashMark(
        mark.dirty(),
        mark.deaths(),
        mark.suspects().map(s -> new CrashMark.Suspects(top + s.end(), s.unseen(), s.attempts())));
  }

  private static Progress progress(long top, Map<Long, Integer> incomplete) {
    return new Progress(top, new TreeMap<>(incomplete));
  }
}
