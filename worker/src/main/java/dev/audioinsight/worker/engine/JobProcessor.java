package dev.audioinsight.worker.engine;

import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;

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
}
