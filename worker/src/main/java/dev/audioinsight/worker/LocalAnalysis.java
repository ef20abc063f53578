package dev.audioinsight.worker;

import dev.audioinsight.contract.AudioSource;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.JobProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Answers a file as the worker would, without Kafka. Thread-safe. */
final class LocalAnalysis implements AutoCloseable {
  private final DeadlineTimer deadlines = new DeadlineTimer();
  private final Answerer answerer;

  LocalAnalysis(JobProcessor processor) {
    this.answerer =
        new Answerer(
            processor,
            deadlines,
            Answerer.provenance(Version.current(), "local"),
            Clock.systemUTC());
  }

  /** The result for one file, with everything asked for. */
  Result analyse(Path file, Options options, Duration limit) {
    Job job =
        new Job(
            jobId(file),
            new AudioSource.Remote(file.toAbsolutePath().normalize().toUri()),
            Set.of(dev.audioinsight.contract.Analysis.values()),
            options,
            limit,
            Optional.empty(),
            Optional.empty());
    return answerer.answer(job).result();
  }

  private static String jobId(Path file) {
    String name = file.toString().replaceAll("\\p{Cntrl}", "?");
    return name.substring(Math.max(0, name.length() - Job.MAX_ID_LENGTH));
  }

  @Override
  public void close() {
    deadlines.close();
  }
}
