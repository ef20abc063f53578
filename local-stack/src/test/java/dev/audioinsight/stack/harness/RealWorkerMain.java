package dev.audioinsight.stack.harness;

import dev.audioinsight.worker.Main;

/** The worker as its users start it, which ends with its parent besides. */
public final class RealWorkerMain {
  private RealWorkerMain() {}

  public static void main(String[] args) {
    ParentWatch.endWithParent();
    Main.main(args);
  }
}
