package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends jobs and waits for their answers: the answer of a job counts once, the latest is kept.
 * Confined to one thread.
 */
public final class Submission {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Recordings named of those that have no answer. */
  private static final int NAMED = 5;

  private final Map<String, JobRequest> requests = new LinkedHashMap<>();
  private final Map<String, Result> results = new LinkedHashMap<>();
  private final Journal journal;

  /** A submission that is forgotten with its process. */
  public Submission() {
    this(Journal.NONE);
  }

  Submission(Journal journal) {
    this.journal = journal;
  }

  /** Counts a job in that was sent before, with its answer if it has one. */
  void add(JobRequest request, Result answerOrNull) {
    requests.put(request.jobId(), request);
    if (answerOrNull != null) {
      results.put(request.jobId(), answerOrNull);
    }
  }

  /** Sends a job for each file as fast as it goes, and returns when the broker has them all. */
  public void send(JobSubmitter submitter, List<Path> files, JobTemplate template) {
    send(submitter, files.stream().map(template::request).toList(), Pace.unlimited(), wait -> {});
  }

  /**
   * Sends jobs, and returns when the broker has them all.
   *
   * @param meanwhile what is done while a job has to wait for its turn; takes at most that long
   * @throws CliException if a file cannot travel inside a job (nothing is sent then), or if the
   *     broker does not take a job
   */
  void send(
      JobSubmitter submitter,
      Collection<JobRequest> jobs,
      Pace pace,
      Consumer<Duration> meanwhile) {
    jobs.forEach(submitter::requireFits);
    jobs.forEach(job -> requests.put(job.jobId(), job));
    Queue<JobSubmitter.Sent> onTheWay = new ArrayDeque<>();
    for (JobRequest job : jobs) {
      for (Duration wait = pace.untilNext(); !wait.isZero(); wait = pace.untilNext()) {
        meanwhile.accept(wait.compareTo(POLL) < 0 ? wait : POLL);
      }
      onTheWay.add(submitter.send(job));
      while (!onTheWay.isEmpty() && onTheWay.peek().isDone()) {
        confirm(onTheWay.remove());
      }
    }
    onTheWay.forEach(this::confirm);
  }

  private void confirm(JobSubmitter.Sent sent) {
    RecordMetadata at = sent.confirm();
    journal.taken(sent.request().jobId(), at.partition(), at.offset());
  }

  /**
   * Waits for all answers.
   *
   * @param answered told of each answer that is the first of its job
   * @return whether all came in time
   */
  public boolean await(ResultCollector collector, Duration limit, Consumer<Result> answered) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isComplete() && System.nanoTime() - deadline < 0) {
      receive(collector, POLL, answered);
    }
    return isComplete();
  }

  /** Takes the answers that come within the time. */
  void receive(ResultCollector collector, Duration time, Consumer<Result> answered) {
    List<Result> own =
        collector.poll(time).stream().filter(r -> requests.containsKey(r.jobId())).toList();
    if (own.isEmpty()) {
      return;
    }
    List<Result> first = new ArrayList<>();
    for (Result result : own) {
      if (results.put(result.jobId(), result) == null) {
        first.add(result);
      }
    }
    journal.answered(own);
    first.forEach(answered);
  }

  private boolean isComplete() {
    return results.size() == requests.size();
  }

  /** Which recordings have no answer yet, in one line for a person. */
  public String missing() {
    List<String> names =
        requests.values().stream()
            .filter(request -> !results.containsKey(request.jobId()))
            .map(JobRequest::name)
            .toList();
    return names.size()
        + " of "
        + requests.size()
        + " jobs have no answer: "
        + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
        + (names.size() > NAMED ? ", …" : "");
  }

  /** 0 where every answer is a completed job, 1 where one failed. */
  public int exitCode() {
    return results.values().stream().anyMatch(Result.Failed.class::isInstance) ? 1 : 0;
  }

  /** The jobs by their ids, in the order in which they were sent. */
  public Map<String, JobRequest> requests() {
    return requests;
  }

  public Map<String, Result> results() {
    return results;
  }
}
