package dev.audioinsight.contract.progress;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Writes {@link Progress} into the metadata string of a committed offset, and reads it back.
 *
 * <p>Base64 (URL alphabet, no padding) of: version, flags, CRC-32C of all that follows and of the
 * two bytes before, base offset, span (top - base), the {@link CrashMark} from version 2 on, the
 * attempts of the incomplete offsets, these themselves. Version 1 is still written where there is
 * no mark to tell, and read. How offsets and attempts stand there: {@link IncompleteOffsets},
 * {@link AttemptCounts}.
 *
 * <p>INVARIANT: a span of at most {@link #MAX_SPAN} never needs more than {@link #MAX_LENGTH}
 * characters, whatever is incomplete in it (Kafka's {@code offset.metadata.max.bytes}, 4,096 by
 * default and counted in characters). So a commit can never fail for the length of its metadata.
 * Thread-safe.
 */
public final class CommitMetadata {
  /** Kafka's default limit. */
  public static final int MAX_LENGTH = 4_096;

  /** The most offsets between base and top. */
  public static final int MAX_SPAN = 23_000;

  private static final int VERSION_WITHOUT_MARK = 1;
  private static final int VERSION = 2;
  private static final int BIT_SET = 1;
  private static final int DIRTY = 1 << 1;
  private static final int SUSPECTS = 1 << 2;
  private static final int CHECKSUM_AT = 2;
  private static final int BODY_AT = CHECKSUM_AT + Integer.BYTES;
  private static final int CAPACITY = MAX_LENGTH / 4 * 3;

  private CommitMetadata() {}

  /** Whether the progress can be written; where it cannot, the partition takes no more records. */
  public static boolean fits(long base, long top) {
    return top - base <= MAX_SPAN;
  }

  /**
   * Writes the progress; the offset to commit with it is {@link Progress#base}.
   *
   * @throws IllegalArgumentException if the span is too wide
   */
  public static String encode(Progress progress) {
    long base = progress.base();
    if (!fits(base, progress.top())) {
      throw new IllegalArgumentException(
          "a span of " + (progress.top() - base) + " offsets is over " + MAX_SPAN);
    }
    ByteBuffer gaps = IncompleteOffsets.gaps(progress);
    boolean asBitSet = gaps == null;
    ByteBuffer offsets = asBitSet ? IncompleteOffsets.bitSet(progress) : gaps;

    ByteBuffer out = ByteBuffer.allocate(CAPACITY);
    CrashMark mark = progress.mark();
    boolean marked = !mark.equals(CrashMark.NONE);
    out.put((byte) (marked ? VERSION : VERSION_WITHOUT_MARK));
    out.put((byte) ((asBitSet ? BIT_SET : 0) | flags(mark))).putInt(0);
    VarLong.put(out, base);
    VarLong.put(out, progress.top() - base);
    if (marked) {
      putMark(out, mark, base);
    }
    AttemptCounts.of(progress.incomplete()).put(out);
    out.put(offsets);
    out.putInt(CHECKSUM_AT, checksum(out.array(), out.position()));
    out.flip();
    byte[] bytes = new byte[out.remaining()];
    out.get(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Reads what a commit says. It is untrusted: whoever may commit for the group may have written
   * it.
   *
   * @param offset the committed offset
   * @param metadata the committed metadata; none, as after an administrator's reset, means that
   *     nothing above the offset is known
   * @throws UnreadableMetadataException if it is not what {@link #encode} wrote for this offset
   */
  public static Progress decode(long offset, String metadata) throws UnreadableMetadataException {
    if (metadata == null || metadata.isEmpty()) {
      return Progress.upTo(offset);
    }
    try {
      ByteBuffer in = checked(metadata);
      boolean asBitSet = (in.get(1) & BIT_SET) != 0;
      in.position(BODY_AT);
      long base = VarLong.get(in);
      long span = VarLong.get(in);
      require(base == offset, "it was written for offset " + base);
      require(
          base >= 0 && span >= 0 && span <= Math.min(MAX_SPAN, Long.MAX_VALUE - base),
          "its span is " + span);
      CrashMark mark = in.get(0) == VERSION ? readMark(in, base) : CrashMark.NONE;
      AttemptCounts attempts = AttemptCounts.read(in);
      NavigableMap<Long, Integer> incomplete =
          asBitSet
              ? IncompleteOffsets.readBitSet(in, base, span)
              : IncompleteOffsets.readGaps(in, base, span);
      require(!in.hasRemaining(), "bytes are left over");
      require(incomplete.isEmpty() ? span == 0 : incomplete.firstKey() == base, "its base is done");
      attempts.applyTo(incomplete);
      return new Progress(base + span, incomplete, mark);
    } catch (BufferUnderflowException e) {
      throw new UnreadableMetadataException("it ends too early");
    }
  }

  private static ByteBuffer checked(String metadata) throws UnreadableMetadataException {
    require(metadata.length() <= MAX_LENGTH, "it has " + metadata.length() + " characters");
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(metadata);
    } catch (IllegalArgumentException e) {
      throw new UnreadableMetadataException("it is not Base64");
    }
    require(bytes.length >= BODY_AT, "it ends too early");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    require(bytes[0] == VERSION || bytes[0] == VERSION_WITHOUT_MARK, "its version is " + bytes[0]);
    require(in.getInt(CHECKSUM_AT) == checksum(bytes, bytes.length), "its checksum is wrong");
    return in;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_AT);
    crc.update(bytes, BODY_AT, length - BODY_AT);
    return (int) crc.getValue();
  }

  static void require(boolean holds, String otherwise) throws UnreadableMetadataException {
    if (!holds) {
      throw new UnreadableMetadataException(otherwise);
    }
  }

  // ---- the crash mark

  private static int flags(CrashMark mark) {
    return (mark.dirty().isPresent() ? DIRTY : 0) | (mark.suspects().isPresent() ? SUSPECTS : 0);
  }

  private static void putMark(ByteBuffer out, CrashMark mark, long base) {
    out.put((byte) AttemptCounts.capped(mark.deaths()));
    mark.dirty()
        .ifPresent(
            dirty -> {
              out.putInt(dirty.owner());
              VarLong.put(out, dirty.window());
            });
    mark.suspects()
        .ifPresent(
            suspects -> {
              VarLong.put(out, suspects.end() - base);
              VarLong.put(out, suspects.unseen());
              out.put((byte) AttemptCounts.capped(suspects.attempts()));
            });
  }

  private static CrashMark readMark(ByteBuffer in, long base) throws UnreadableMetadataException {
    int flags = in.get(1);
    require((flags & ~(BIT_SET | DIRTY | SUSPECTS)) == 0, "its flags are " + flags);
    int deaths = in.get();
    require(deaths >= 0, "its deaths");
    Optional<CrashMark.Dirty> dirty = Optional.empty();
    if ((flags & DIRTY) != 0) {
      dirty = Optional.of(new CrashMark.Dirty(in.getInt(), (int) upTo(MAX_SPAN, in)));
    }
    Optional<CrashMark.Suspects> suspects = Optional.empty();
    if ((flags & SUSPECTS) != 0) {
      long end = base + upTo(Long.MAX_VALUE - base, in);
      int unseen = (int) upTo(MAX_SPAN, in);
      int attempts = in.get();
      require(attempts >= 0, "its suspects");
      suspects = Optional.of(new CrashMark.Suspects(end, unseen, attempts));
    }
    return new CrashMark(dirty, deaths, suspects);
  }

  private static long upTo(long most, ByteBuffer in) throws UnreadableMetadataException {
    long value = VarLong.get(in);
    require(value >= 0 && value <= most, "a number of its mark is " + value);
    return value;
  }
}
