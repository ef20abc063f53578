package dev.audioinsight.worker.observe;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last jobs that failed, the latest first. Thread-safe. */
final class RecentFailures {
  static final int MOST = 20;

  private final InstantSource clock;
  private final Deque<Failure> failures = new ArrayDeque<>();

  /**
   * A job that failed. Immutable.
   *
   * @param jobId as its sender has it: any text
   */
  record Failure(Instant at, String jobId, ErrorCode code, String message) {}

  RecentFailures(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(Result.Failed failed) {
    if (failures.size() == MOST) {
      failures.removeLast();
    }
    failures.addFirst(
        new Failure(
            clock.instant(), failed.jobId(), failed.error().code(), failed.error().message()));
  }

  synchronized List<Failure> all() {
    return List.copyOf(failures);
  }
}
