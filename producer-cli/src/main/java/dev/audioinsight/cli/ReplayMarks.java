package dev.audioinsight.cli;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Which dead letters of one partition have been replayed: all below the base, and those marked
 * above it. A committed offset of the replay's group is the base, its metadata are the marks (a bit
 * set, deflated); there is no other memory of a replay. Confined to one thread.
 */
final class ReplayMarks {
  /** Kafka's default for {@code offset.metadata.max.bytes}, in characters. */
  private static final int MAX_LENGTH = 4_096;

  /** More offsets above the base than any metadata of honest length hold. */
  private static final int MAX_SPAN = 1 << 22;

  private static final String VERSION = "replayed-1:";

  private final long base;
  private final BitSet marks;
  private long lowestLeft = Long.MAX_VALUE;
  private long seenUpTo;

  private ReplayMarks(long base, BitSet marks) {
    this.base = base;
    this.marks = marks;
    this.seenUpTo = base;
  }

  /** Nothing at or above the offset has been replayed. */
  static ReplayMarks from(long offset) {
    return new ReplayMarks(offset, new BitSet());
  }

  /**
   * Reads what an earlier run has committed.
   *
   * @throws CliException if that is not what a replay writes
   */
  static ReplayMarks of(OffsetAndMetadata committed) {
    String text = committed.metadata();
    String head = VERSION + committed.offset() + ":";
    if (text.isEmpty()) {
      return from(committed.offset());
    }
    try {
      if (!text.startsWith(head)) {
        throw new DataFormatException("it does not begin with " + head);
      }
      byte[] bits = inflated(Base64.getUrlDecoder().decode(text.substring(head.length())));
      return new ReplayMarks(committed.offset(), BitSet.valueOf(bits));
    } catch (DataFormatException | IllegalArgumentException e) {
      throw new CliException(
          CliException.USAGE,
          "the committed offset "
              + committed.offset()
              + " of the replay's group was not written by a replay; use another --group");
    }
  }

  /** The same marks without those below an offset: the log has forgotten what was there. */
  ReplayMarks since(long beginning) {
    return beginning <= base ? this : new ReplayMarks(beginning, from(marks, beginning - base));
  }

  /** Where reading begins: everything below has been replayed. */
  long base() {
    return base;
  }

  boolean isReplayed(long offset) {
    return offset < base || (offset - base < MAX_SPAN && marks.get((int) (offset - base)));
  }

  /** The letter was met and stays where it is. */
  void leave(long offset) {
    if (offset - base < marks.length()) {
      marks.clear((int) (offset - base));
    }
    lowestLeft = Math.min(lowestLeft, offset);
    seenUpTo = Math.max(seenUpTo, offset + 1);
  }

  /** The letter was met, and is replayed now or was before. */
  void mark(long offset) {
    if (offset - base >= MAX_SPAN) {
      throw tooFar();
    }
    marks.set((int) (offset - base));
    seenUpTo = Math.max(seenUpTo, offset + 1);
  }

  /**
   * What is to be committed in the transaction of the moves.
   *
   * @throws CliException if the letters that were left are too many to remember the others
   */
  OffsetAndMetadata commit() {
    long next = Math.min(lowestLeft, seenUpTo);
    BitSet above = from(marks, next - base);
    if (above.isEmpty()) {
      return new OffsetAndMetadata(next, "");
    }
    String bits =
        Base64.getUrlEncoder().withoutPadding().encodeToString(deflated(above.toByteArray()));
    String text = VERSION + next + ":" + bits;
    if (text.length() > MAX_LENGTH) {
      throw tooFar();
    }
    return new OffsetAndMetadata(next, text);
  }

  private static BitSet from(BitSet bits, long first) {
    return first >= bits.length() ? new BitSet() : bits.get((int) first, bits.length());
  }

  private CliException tooFar() {
    return new CliException(
        CliException.INCOMPLETE,
        "too many dead letters from offset "
            + base
            + " on were left in between to remember which were replayed; choose the older ones"
            + " too, or another --group");
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] block = new byte[1_024];
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (!deflater.finished()) {
        out.write(block, 0, deflater.deflate(block));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflated(byte[] bytes) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      byte[] out = new byte[MAX_SPAN / 8];
      int length = inflater.inflate(out);
      if (!inflater.finished()) {
        throw new DataFormatException("it is too long or cut short");
      }
      return Arrays.copyOf(out, length);
    } finally {
      inflater.end();
    }
  }
}
