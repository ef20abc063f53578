package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.JobError;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.Source;
import dev.audioinsight.contract.Timing;
import dev.audioinsight.worker.schedule.OwnThreads;
import java.util.concurrent.atomic.AtomicInteger;

/** A real pool over threads that an explorer sees, whose answers take no work. Thread-safe. */
public final class ExploredPool {
  /** A failure that is final, and leaves no dead letter. */
  private static final Answer ANSWER =
      Answer.of(
          new Result.Failed(
              "job",
              new JobError(ErrorCode.NOT_FOUND, "as the test says", false),
              null,
              null,
              new Timing(0, 0, 0, 0, 0, 0),
              Answerer.provenance("test", "w-1"),
              new Source("jobs", 0, 0, 1)));

  private ExploredPool() {}

  /**
   * @param places the most tickets that are ever out at once
   */
  public static InferencePool over(OwnThreads threads, int places) {
    return new InferencePool(places, places, threads, ticket -> new Step.Done(ANSWER));
  }

  /**
   * A pool whose tickets come back from a fetch as soon as they are read.
   *
   * @param analyses counts them
   */
  static InferencePool ofFetched(OwnThreads threads, AtomicInteger analyses) {
    return new InferencePool(1, 1, threads, ticket -> new Step.ToAnalyse(() -> counted(analyses)));
  }

  private static Answer counted(AtomicInteger analyses) {
    analyses.incrementAndGet();
    return ANSWER;
  }

  static Answer answer() {
    return ANSWER;
  }
}
