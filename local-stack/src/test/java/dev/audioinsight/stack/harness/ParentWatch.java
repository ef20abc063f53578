package dev.audioinsight.stack.harness;

import java.io.IOException;

/**
 * Ends a child process when its parent is gone, however that went: the pipe of its standard input
 * closes then. Thread-safe.
 */
public final class ParentWatch {
  private static final int ORPHANED = 99;

  private ParentWatch() {}

  /** From now on this process does not outlive its parent. */
  public static void endWithParent() {
    Thread thread = new Thread(ParentWatch::watch, "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void watch() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said to it; only the end counts.
      }
    } catch (IOException e) {
      // As good as an end.
    }
    Runtime.getRuntime().halt(ORPHANED);
  }
}
