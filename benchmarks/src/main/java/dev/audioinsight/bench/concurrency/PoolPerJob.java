package dev.audioinsight.bench.concurrency;

import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import dev.audioinsight.worker.engine.Findings;
import dev.audioinsight.worker.engine.JobProcessor;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes a pool for each job, has the job run there, waits for it, and ends the pool: what services
 * do that have no place for a pool of their own. Thread-safe.
 */
final class PoolPerJob implements JobProcessor {
  private final JobProcessor processor;
  private final int threads;

  /**
   * @param threads of each pool
   */
  PoolPerJob(JobProcessor processor, int threads) {
    this.processor = processor;
    this.threads = threads;
  }

  @Override
  public Findings process(Job job, Cancellation cancellation) throws JobFailedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Future<Findings> findings = pool.submit(() -> processor.process(job, cancellation));
      return findings.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof JobFailedException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
  }
}
