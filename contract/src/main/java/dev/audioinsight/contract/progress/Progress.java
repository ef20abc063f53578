package dev.audioinsight.contract.progress;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How far a partition is done: everything below {@code top} has been answered, except the {@code
 * incomplete} offsets. This is the whole state of the worker; a commit carries it. Immutable.
 *
 * @param top the first offset about which nothing is known
 * @param incomplete offsets below {@code top} that have no answer yet, each with the number of
 *     times that it was started; at least 0
 * @param mark what is to be known after a crash
 */
public record Progress(long top, NavigableMap<Long, Integer> incomplete, CrashMark mark)
    implements ProgressView {

  public Progress {
    incomplete = Collections.unmodifiableNavigableMap(new TreeMap<>(incomplete));
    if (!incomplete.isEmpty() && (incomplete.lastKey() >= top || incomplete.firstKey() < 0)) {
      throw new IllegalArgumentException(
          "incomplete offsets " + incomplete.keySet() + " do not lie below " + top);
    }
  }

  /** Progress that no crash is to be feared of. */
  public Progress(long top, NavigableMap<Long, Integer> incomplete) {
    this(top, incomplete, CrashMark.NONE);
  }

  /** Everything below the offset is done, nothing above it is known. */
  public static Progress upTo(long offset) {
    return new Progress(offset, new TreeMap<>());
  }

  /** The offset to commit: the lowest one without an answer. */
  @Override
  public long base() {
    return incomplete.isEmpty() ? top : incomplete.firstKey();
  }

  /** Whether the offset has been answered, or never held a record. */
  public boolean isDone(long offset) {
    return offset < top && !incomplete.containsKey(offset);
  }

  @Override
  public int incompleteCount() {
    return incomplete.size();
  }

  @Override
  public boolean isIncomplete(long offset) {
    return incomplete.containsKey(offset);
  }

  /** The same progress with another mark. */
  public Progress with(CrashMark other) {
    return new Progress(top, incomplete, other);
  }
}
