package dev.audioinsight.worker.kafka;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.BitSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Writes {@link Progress} into the metadata string of a committed offset, and reads it back.
 *
 * <p>Base64 (URL alphabet, no padding) of: version, flags, CRC-32C of all that follows and of the
 * two bytes before, base offset, span (top - base), the {@link CrashMark} from version 2 on, the
 * attempts of the incomplete offsets, these themselves. Version 1 is still written where there is
 * no mark to tell, and read. The offsets stand as a varint list of gaps or as a bit set over the
 * span, whichever is shorter; attempts as the lowest count and the exceptions to it.
 *
 * <p>INVARIANT: a span of at most {@link #MAX_SPAN} never needs more than {@link #MAX_LENGTH}
 * characters, whatever is incomplete in it (Kafka's {@code offset.metadata.max.bytes}, 4,096 by
 * default and counted in characters). So a commit can never fail for the length of its metadata.
 * Thread-safe.
 */
final class CommitMetadata {
  /** Kafka's default limit. */
  static final int MAX_LENGTH = 4_096;

  /** The most offsets between base and top. */
  static final int MAX_SPAN = 23_000;

  /**
   * More exceptions than these lose the lowest counts: an attempt is forgotten, none is invented.
   */
  static final int MAX_ATTEMPT_EXCEPTIONS = 32;

  private static final int VERSION_WITHOUT_MARK = 1;
  private static final int VERSION = 2;
  private static final int BIT_SET = 1;
  private static final int DIRTY = 1 << 1;
  private static final int SUSPECTS = 1 << 2;
  private static final int MAX_ATTEMPTS = 127;
  private static final int CHECKSUM_AT = 2;
  private static final int BODY_AT = CHECKSUM_AT + Integer.BYTES;
  private static final int CAPACITY = MAX_LENGTH / 4 * 3;

  private CommitMetadata() {}

  /** Whether the progress can be written; where it cannot, the partition takes no more records. */
  static boolean fits(long base, long top) {
    return top - base <= MAX_SPAN;
  }

  /**
   * Writes the progress; the offset to commit with it is {@link Progress#base}.
   *
   * @throws IllegalArgumentException if the span is too wide
   */
  static String encode(Progress progress) {
    long base = progress.base();
    if (!fits(base, progress.top())) {
      throw new IllegalArgumentException(
          "a span of " + (progress.top() - base) + " offsets is over " + MAX_SPAN);
    }
    ByteBuffer gaps = offsets(progress, false);
    boolean asBitSet = gaps == null || gaps.remaining() > bitSetLength(progress);
    ByteBuffer offsets = asBitSet ? offsets(progress, true) : gaps;

    ByteBuffer out = ByteBuffer.allocate(CAPACITY);
    CrashMark mark = progress.mark();
    boolean marked = !mark.equals(CrashMark.NONE);
    out.put((byte) (marked ? VERSION : VERSION_WITHOUT_MARK));
    out.put((byte) ((asBitSet ? BIT_SET : 0) | flags(mark))).putInt(0);
    putVarLong(out, base);
    putVarLong(out, progress.top() - base);
    if (marked) {
      putMark(out, mark, base);
    }
    putAttempts(out, progress.incomplete());
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
  static Progress decode(long offset, String metadata) throws UnreadableMetadataException {
    if (metadata == null || metadata.isEmpty()) {
      return Progress.upTo(offset);
    }
    try {
      ByteBuffer in = checked(metadata);
      boolean asBitSet = (in.get(1) & BIT_SET) != 0;
      in.position(BODY_AT);
      long base = getVarLong(in);
      long span = getVarLong(in);
      require(base == offset, "it was written for offset " + base);
      require(
          base >= 0 && span >= 0 && span <= Math.min(MAX_SPAN, Long.MAX_VALUE - base),
          "its span is " + span);
      CrashMark mark = in.get(0) == VERSION ? readMark(in, base) : CrashMark.NONE;
      Attempts attempts = Attempts.read(in);
      NavigableMap<Long, Integer> incomplete =
          asBitSet ? readBitSet(in, base, span) : readGaps(in, base, span);
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

  private static void require(boolean holds, String otherwise) throws UnreadableMetadataException {
    if (!holds) {
      throw new UnreadableMetadataException(otherwise);
    }
  }

  // ---- the crash mark

  private static int flags(CrashMark mark) {
    return (mark.dirty().isPresent() ? DIRTY : 0) | (mark.suspects().isPresent() ? SUSPECTS : 0);
  }

  private static void putMark(ByteBuffer out, CrashMark mark, long base) {
    out.put((byte) capped(mark.deaths()));
    mark.dirty()
        .ifPresent(
            dirty -> {
              out.putInt(dirty.owner());
              putVarLong(out, dirty.window());
            });
    mark.suspects()
        .ifPresent(
            suspects -> {
              putVarLong(out, suspects.end() - base);
              putVarLong(out, suspects.unseen());
              out.put((byte) capped(suspects.attempts()));
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
    long value = getVarLong(in);
    require(value >= 0 && value <= most, "a number of its mark is " + value);
    return value;
  }

  // ---- the incomplete offsets

  private static int bitSetLength(Progress progress) {
    return (int) ((progress.top() - progress.base() + 7) / 8);
  }

  /**
   * The offsets in one of the two forms; null where the list of gaps is longer than the bit set.
   */
  private static ByteBuffer offsets(Progress progress, boolean asBitSet) {
    ByteBuffer out = ByteBuffer.allocate(bitSetLength(progress) + 16);
    if (asBitSet) {
      BitSet bits = new BitSet();
      progress.incomplete().keySet().forEach(o -> bits.set((int) (o - progress.base())));
      byte[] bytes = bits.toByteArray();
      out.put(bytes).position(bitSetLength(progress));
      return out.flip();
    }
    long previous = progress.base() - 1;
    for (long offset : progress.incomplete().keySet()) {
      if (out.remaining() < 10) {
        return null;
      }
      putVarLong(out, offset - previous - 1);
      previous = offset;
    }
    return out.flip();
  }

  private static NavigableMap<Long, Integer> readBitSet(ByteBuffer in, long base, long span)
      throws UnreadableMetadataException {
    byte[] bytes = new byte[(int) ((span + 7) / 8)];
    in.get(bytes);
    BitSet bits = BitSet.valueOf(bytes);
    require(bits.length() <= span, "an offset lies above its top");
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    bits.stream().forEach(bit -> incomplete.put(base + bit, 0));
    return incomplete;
  }

  private static NavigableMap<Long, Integer> readGaps(ByteBuffer in, long base, long span)
      throws UnreadableMetadataException {
    NavigableMap<Long, Integer> incomplete = new TreeMap<>();
    long offset = base - 1;
    while (in.hasRemaining()) {
      long gap = getVarLong(in);
      require(gap >= 0 && gap < span, "a gap of " + gap);
      offset += gap + 1;
      require(offset < base + span, "an offset lies above its top");
      incomplete.put(offset, 0);
    }
    return incomplete;
  }

  // ---- the attempts

  private static void putAttempts(ByteBuffer out, NavigableMap<Long, Integer> incomplete) {
    int floor = incomplete.values().stream().mapToInt(CommitMetadata::capped).min().orElse(0);
    NavigableMap<Integer, Integer> exceptions = new TreeMap<>();
    int index = 0;
    for (int attempts : incomplete.values()) {
      if (capped(attempts) > floor) {
        exceptions.put(index, capped(attempts));
        if (exceptions.size() > MAX_ATTEMPT_EXCEPTIONS) {
          exceptions.remove(lowest(exceptions));
        }
      }
      index++;
    }
    out.put((byte) floor).put((byte) exceptions.size());
    exceptions.forEach(
        (at, attempts) -> {
          putVarLong(out, at);
          out.put((byte) (int) attempts);
        });
  }

  private static Integer lowest(NavigableMap<Integer, Integer> exceptions) {
    return exceptions.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private static int capped(int attempts) {
    return Math.min(attempts, MAX_ATTEMPTS);
  }

  /** Attempt counts as written: a floor, and the exceptions by index among the incomplete. */
  private record Attempts(int floor, NavigableMap<Integer, Integer> exceptions) {

    static Attempts read(ByteBuffer in) throws UnreadableMetadataException {
      int floor = in.get();
      int count = in.get();
      require(floor >= 0 && count >= 0 && count <= MAX_ATTEMPT_EXCEPTIONS, "its attempts");
      NavigableMap<Integer, Integer> exceptions = new TreeMap<>();
      for (int i = 0; i < count; i++) {
        long index = getVarLong(in);
        int attempts = in.get();
        require(index >= 0 && index < MAX_SPAN && attempts > floor, "its attempts");
        exceptions.put((int) index, attempts);
      }
      return new Attempts(floor, exceptions);
    }

    void applyTo(NavigableMap<Long, Integer> incomplete) throws UnreadableMetadataException {
      require(exceptions.isEmpty() || exceptions.lastKey() < incomplete.size(), "its attempts");
      int index = 0;
      for (Map.Entry<Long, Integer> entry : incomplete.entrySet()) {
        entry.setValue(exceptions.getOrDefault(index++, floor));
      }
    }
  }

  // ---- variable-length numbers, seven bits a byte, lowest first

  private static void putVarLong(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long getVarLong(ByteBuffer in) throws UnreadableMetadataException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new UnreadableMetadataException("a number is too long");
  }
}
