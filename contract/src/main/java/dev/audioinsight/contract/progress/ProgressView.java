package dev.audioinsight.contract.progress;

/** What can be asked of progress without a copy of it, whether it still moves or not. */
public interface ProgressView {
  /** The lowest offset without an answer, or {@link #top} where there is none. */
  long base();

  /** The first offset about which nothing is known. */
  long top();

  int incompleteCount();

  boolean isIncomplete(long offset);
}
