package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import java.util.Optional;

/** What is done with a job once it can be read. Implementations are thread-safe. */
public interface JobProcessor {

  /**
   * Works a job through, on the calling thread.
   *
   * @param cancellation asked between steps, and told how to interrupt a long one
   * @throws JobFailedException if the job cannot be done; any other exception is a bug and is
   *     answered with {@code INTERNAL}
   */
  Findings process(Job job, Cancellation cancellation) throws JobFailedException;

  /**
   * What has to be brought here before the job can be worked on, where that takes waiting and no
   * computing; empty for a job that is worked through in one go. Quick.
   */
  default Optional<Fetch> fetch(Job job) {
    return Optional.empty();
  }

  /** Brings what a job needs, on the calling thread. */
  interface Fetch {
    Fetched run(Cancellation cancellation) throws JobFailedException;
  }

  /** What has been brought for one job. Confined to one thread at a time. */
  interface Fetched extends AutoCloseable {
    /** As {@link JobProcessor#process}, from here on. */
    Findings process(Cancellation cancellation) throws JobFailedException;

    @Override
    void close();
  }
}
