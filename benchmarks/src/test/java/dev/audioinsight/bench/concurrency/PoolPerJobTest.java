package dev.audioinsight.bench.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.ErrorCode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.JobFailedException;
import dev.audioinsight.worker.engine.Cancellation;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Feared: a pool that outlives its job, and an answer other than the analysis's own. */
class PoolPerJobTest {
  private static final Job JOB =
      Job.of("job", new AudioSource.Remote(URI.create("file:///not-read.wav")));

  private final Set<Thread> threads = new HashSet<>();

  @Test
  void shouldRunEachJobOnAThreadOfItsOwnWhichEnds() throws Exception {
    PoolPerJob pools =
        new PoolPerJob(
            (job, cancellation) -> {
              threads.add(Thread.currentThread());
              return null;
            },
            2);

    pools.process(JOB, new Cancellation());
    pools.process(JOB, new Cancellation());

    assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
    for (Thread thread : threads) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
  }

  @Test
  void shouldFailAsTheAnalysisDoes() {
    PoolPerJob pools =
        new PoolPerJob(
            (job, cancellation) -> {
              throw new JobFailedException(ErrorCode.CORRUPT_AUDIO, "half a header");
            },
            2);

    assertThatThrownBy(() -> pools.process(JOB, new Cancellation()))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("half a header");
  }
}
