package dev.audioinsight.contract.progress;

import static dev.audioinsight.contract.progress.CommitMetadata.require;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How {@link CommitMetadata} writes the attempts of the incomplete offsets: the lowest count, and
 * the exceptions to it. Immutable.
 *
 * @param floor the attempts of all others
 * @param exceptions attempts by index among the incomplete offsets
 */
record AttemptCounts(int floor, NavigableMap<Integer, Integer> exceptions) {
  /**
   * More exceptions than these lose the lowest counts: an attempt is forgotten, none is invented.
   */
  static final int MAX_EXCEPTIONS = 32;

  private static final int MAX_ATTEMPTS = 127;

  static AttemptCounts of(NavigableMap<Long, Integer> incomplete) {
    int floor = incomplete.values().stream().mapToInt(AttemptCounts::capped).min().orElse(0);
    NavigableMap<Integer, Integer> exceptions = new TreeMap<>();
    int index = 0;
    for (int attempts : incomplete.values()) {
      if (capped(attempts) > floor) {
        exceptions.put(index, capped(attempts));
        if (exceptions.size() > MAX_EXCEPTIONS) {
          exceptions.remove(lowest(exceptions));
        }
      }
      index++;
    }
    return new AttemptCounts(floor, exceptions);
  }

  static AttemptCounts read(ByteBuffer in) throws UnreadableMetadataException {
    int floor = in.get();
    int count = in.get();
    require(floor >= 0 && count >= 0 && count <= MAX_EXCEPTIONS, "its attempts");
    NavigableMap<Integer, Integer> exceptions = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      long index = VarLong.get(in);
      int attempts = in.get();
      require(index >= 0 && index < CommitMetadata.MAX_SPAN && attempts > floor, "its attempts");
      exceptions.put((int) index, attempts);
    }
    return new AttemptCounts(floor, exceptions);
  }

  void put(ByteBuffer out) {
    out.put((byte) floor).put((byte) exceptions.size());
    exceptions.forEach(
        (at, attempts) -> {
          VarLong.put(out, at);
          out.put((byte) (int) attempts);
        });
  }

  void applyTo(NavigableMap<Long, Integer> incomplete) throws UnreadableMetadataException {
    require(exceptions.isEmpty() || exceptions.lastKey() < incomplete.size(), "its attempts");
    int index = 0;
    for (Map.Entry<Long, Integer> entry : incomplete.entrySet()) {
      entry.setValue(exceptions.getOrDefault(index++, floor));
    }
  }

  /** Counts end at 127, for they take a byte. */
  static int capped(int attempts) {
    return Math.min(attempts, MAX_ATTEMPTS);
  }

  private static Integer lowest(NavigableMap<Integer, Integer> exceptions) {
    return exceptions.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
