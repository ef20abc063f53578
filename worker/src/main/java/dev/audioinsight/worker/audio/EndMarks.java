package dev.audioinsight.worker.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Tells whether a file lacks the end that its container promises, where FFmpeg reads what is there
 * without a word: Ogg, whose last page is marked, Matroska, whose segment has a length, and ASF,
 * whose head tells the size of the file. Thread-safe.
 */
final class EndMarks {
  /** A page of Ogg has at most 27 + 255 + 255 * 255 bytes. */
  private static final int LONGEST_PAGE = 65_307;

  private static final int PAGE_HEAD = 27;
  private static final byte[] PAGE = {'O', 'g', 'g', 'S'};
  private static final int LAST_PAGE = 4;

  private static final long EBML = 0x1A45_DFA3L;
  private static final long SEGMENT = 0x1853_8067L;

  /** The file properties object of ASF, as its GUID is written, and what it holds at which byte. */
  private static final byte[] FILE_PROPERTIES =
      HexFormat.of().parseHex("a1dcab8c47a9cf118ee400c00c205365");

  private static final int FILE_SIZE_AT = 40;
  private static final int FLAGS_AT = 88;
  private static final int BROADCAST = 1;
  private static final int ASF_HEAD = 64 * 1024;

  private EndMarks() {}

  /**
   * Whether the end is missing.
   *
   * @param bytes from the position on at which the container begins; moved
   */
  static boolean isMissing(Container container, JobBytes bytes) throws IOException {
    return switch (container) {
      case OGG -> !endsWithLastPage(bytes);
      case MATROSKA -> isSegmentCut(bytes);
      case ASF -> isSmallerThanItsHeadSays(bytes);
      default -> false;
    };
  }

  /** Whether the last page (RFC 3533) is whole and says that it is the last of its stream. */
  private static boolean endsWithLastPage(JobBytes bytes) throws IOException {
    bytes.seek(Math.max(0, bytes.size() - LONGEST_PAGE));
    byte[] tail = bytes.peek(LONGEST_PAGE);
    for (int at = tail.length - PAGE_HEAD; at >= 0; at--) {
      if (Arrays.equals(tail, at, at + PAGE.length, PAGE, 0, PAGE.length)) {
        return (tail[at + 5] & LAST_PAGE) != 0 && pageEnd(tail, at) <= tail.length;
      }
    }
    return false;
  }

  private static int pageEnd(byte[] tail, int at) {
    int segments = tail[at + PAGE_HEAD - 1] & 0xFF;
    int end = at + PAGE_HEAD + segments;
    for (int i = 0; i < segments && end <= tail.length; i++) {
      end += tail[Math.min(at + PAGE_HEAD + i, tail.length - 1)] & 0xFF;
    }
    return end;
  }

  private static boolean isSmallerThanItsHeadSays(JobBytes bytes) throws IOException {
    byte[] head = bytes.peek(ASF_HEAD);
    ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + FLAGS_AT + Integer.BYTES <= head.length; at++) {
      if (Arrays.equals(
          head, at, at + FILE_PROPERTIES.length, FILE_PROPERTIES, 0, FILE_PROPERTIES.length)) {
        return (numbers.getInt(at + FLAGS_AT) & BROADCAST) == 0
            && numbers.getLong(at + FILE_SIZE_AT) > bytes.size();
      }
    }
    return false;
  }

  /** Whether the first segment (RFC 8794) has a known length that goes beyond the file. */
  private static boolean isSegmentCut(JobBytes bytes) throws IOException {
    long start = bytes.position();
    Element head = Element.at(bytes, start);
    if (head == null || head.id != EBML || head.isEndless()) {
      return false;
    }
    Element segment = Element.at(bytes, head.end());
    return segment != null
        && segment.id == SEGMENT
        && !segment.isEndless()
        && segment.end() > bytes.size();
  }

  /** An EBML element: its id, where its data begin, and how long they are. */
  private record Element(long id, long data, long length) {
    private static final int LONGEST_HEAD = 12;
    private static final long ENDLESS = -1;

    /** The element at this place; null where there is none. */
    static Element at(JobBytes bytes, long place) throws IOException {
      if (place < 0 || place > bytes.size()) {
        return null;
      }
      bytes.seek(place);
      byte[] head = bytes.peek(LONGEST_HEAD);
      int idBytes = head.length == 0 ? 9 : Integer.numberOfLeadingZeros(head[0] & 0xFF) - 23;
      if (idBytes > 4 || head.length <= idBytes) {
        return null;
      }
      int first = head[idBytes] & 0xFF;
      int lengthBytes = Integer.numberOfLeadingZeros(first) - 23;
      if (lengthBytes > 8 || head.length < idBytes + lengthBytes) {
        return null;
      }
      long marked = number(head, idBytes, lengthBytes);
      long marker = 1L << (7 * lengthBytes);
      long length = marked & (marker - 1);
      return new Element(
          number(head, 0, idBytes),
          place + idBytes + lengthBytes,
          length == marker - 1 ? ENDLESS : length);
    }

    private static long number(byte[] bytes, int at, int count) {
      ByteBuffer wide = ByteBuffer.allocate(Long.BYTES);
      return wide.position(Long.BYTES - count).put(bytes, at, count).getLong(0);
    }

    boolean isEndless() {
      return length == ENDLESS;
    }

    long end() {
      return data + length;
    }
  }
}
