package dev.audioinsight.worker.audio;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Makes a QuickTime file whose sound lies in another file: the data reference of its last track
 * becomes an alias record, as FFmpeg reads them. Thread-safe.
 */
final class MovReference {
  private static final Set<String> PATH = Set.of("moov", "trak", "mdia", "minf", "dinf", "dref");
  private static final int ENTRY_AT = 12;
  private static final int ENTRY_BYTES = 12;
  private static final int ALIAS_HEAD = 150;
  private static final short ABSOLUTE_PATH = 2;

  private MovReference() {}

  /**
   * A copy of the file with the reference.
   *
   * @param mov with its index behind its sound, so that no place in the sound moves
   */
  static byte[] to(String path, byte[] mov) {
    int at = new String(mov, StandardCharsets.ISO_8859_1).lastIndexOf("dref") + ENTRY_AT;
    byte[] entry = entry(path);
    ByteBuffer out = ByteBuffer.allocate(mov.length + entry.length - ENTRY_BYTES);
    out.put(mov, 0, at).put(entry).put(mov, at + ENTRY_BYTES, mov.length - at - ENTRY_BYTES);
    byte[] referring = out.array();
    grow(referring, 0, at, entry.length - ENTRY_BYTES);
    return referring;
  }

  private static byte[] entry(String path) {
    byte[] name = Formats.ascii(path.length() % 2 == 0 ? path : path + "\0");
    int size = 12 + ALIAS_HEAD + 4 + name.length + 4;
    ByteBuffer entry = ByteBuffer.allocate(size).putInt(size);
    entry.put(Formats.ascii("alis")).putInt(0).position(12 + ALIAS_HEAD);
    entry.putShort(ABSOLUTE_PATH).putShort((short) name.length).put(name).putShort((short) -1);
    byte[] bytes = new byte[size];
    entry.rewind().get(bytes);
    return bytes;
  }

  /** Adds to the size of each box, from {@code start} on and inward, that holds the place. */
  private static void grow(byte[] file, int start, int place, int bytes) {
    ByteBuffer boxes = ByteBuffer.wrap(file);
    for (int box = start; box < place; ) {
      int size = boxes.getInt(box);
      String type = new String(file, box + 4, 4, StandardCharsets.ISO_8859_1);
      if (place < box + size && PATH.contains(type)) {
        boxes.putInt(box, size + bytes);
        // Inside the last of them there are no boxes with a place to look for.
        box = type.equals("dref") ? place : box + 8;
      } else {
        box += size;
      }
    }
  }
}
