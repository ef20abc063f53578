package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends jobs for files and waits for their answers: the answer of a job counts once, the latest is
 * kept. Confined to one thread.
 */
public final class Submission {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Files named of those that have no answer. */
  private static final int NAMED = 5;

  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Map<String, Result> results = new LinkedHashMap<>();

  /**
   * Sends a job for each file, and returns when the broker has them all.
   *
   * @throws CliException if a file cannot travel inside a job (nothing is sent then), or if the
   *     broker does not take a job
   */
  public void send(JobSubmitter submitter, List<Path> paths, JobTemplate template) {
    paths.forEach(path -> submitter.requireFits(path, template));
    List<JobSubmitter.Sent> sent = new ArrayList<>();
    for (Path path : paths) {
      JobSubmitter.Sent job = submitter.send(path, template);
      files.put(job.jobId(), path);
      sent.add(job);
    }
    sent.forEach(JobSubmitter.Sent::confirm);
  }

  /**
   * Waits for all answers.
   *
   * @param answered told of each answer that is the first of its job
   * @return whether all came in time
   */
  public boolean await(ResultCollector collector, Duration limit, Consumer<Result> answered) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (results.size() < files.size() && System.nanoTime() - deadline < 0) {
      for (Result result : collector.poll(POLL)) {
        if (files.containsKey(result.jobId()) && results.put(result.jobId(), result) == null) {
          answered.accept(result);
        }
      }
    }
    return results.size() == files.size();
  }

  /** Which files have no answer yet, in one line for a person. */
  public String missing() {
    List<String> names =
        files.entrySet().stream()
            .filter(file -> !results.containsKey(file.getKey()))
            .map(file -> file.getValue().toString())
            .toList();
    return names.size()
        + " of "
        + files.size()
        + " jobs have no answer: "
        + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (names.size() > NAMED ? ", …" : "");
  }

  /** 0 where every answer is a completed job, 1 where one failed. */
  public int exitCode() {
    return results.values().stream().anyMatch(Result.Failed.class::isInstance) ? 1 : 0;
  }

  /** The file of each job, in the order in which they were sent. */
  public Map<String, Path> files() {
    return files;
  }

  public Map<String, Result> results() {
    return results;
  }
}
