package dev.audioinsight.bench.concurrency;

import dev.audioinsight.contract.Analysis;
import java.util.Optional;

/** One way to run the analysis. Immutable. */
enum Way {
  BLOCKING("on the polling thread"),
  BLOCKING_ONE("the same, one record a poll"),
  WAITING("on one pool, the polling thread waits for it"),
  POOL_PER_JOB("this worker, 16 at once, a pool made for each"),
  TWO_JOBS("this worker, SNR and speakers as two jobs"),
  CONCURRENT("this worker");

  private final String title;

  Way(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** How many jobs it takes to analyse a recording. */
  int jobsPerRecording() {
    return this == TWO_JOBS ? 2 : 1;
  }

  /** Which recording a job is about. */
  int recordingOf(int job) {
    return job / jobsPerRecording();
  }

  /**
   * What a job asks for, if not for all.
   *
   * @param partitions over which jobs go in turn: each has as many jobs of one kind as of the other
   */
  Optional<Analysis> analysisOf(int job, int partitions) {
    if (jobsPerRecording() == 1) {
      return Optional.empty();
    }
    return Optional.of((job + job / partitions) % 2 == 0 ? Analysis.SNR : Analysis.SPEAKERS);
  }
}
