package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.view.PlainText;
import dev.audioinsight.contract.view.ResultFormat;
import dev.audioinsight.contract.view.ResultTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight submit}. */
@Command(
    name = "submit",
    description = {
      "Sends a job for each recording that is named.",
      "With --state FILE a run that was ended, even by kill -9, goes on where it was: a job keeps"
          + " its id; what was answered or is known to be in the topic is not sent again but waited"
          + " for; what may have been sent is looked up in the topic first. So no job is sent"
          + " twice, unless the jobs topic must not be read (said on standard error), or the"
          + " network still holds a job of the run that was ended. The answers are in FILE, and are"
          + " printed again."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:sent; with --wait: every job is done",
      "1:with --wait: a job failed",
      "2:wrong usage, or a row of a list that cannot be a job; nothing is sent",
      "3:no broker, or with --wait: no answer in time"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight submit --wait recordings/ 'calls/**/*.wav'",
      "  find calls -name '*.wav' -mtime -1 | audio-insight submit --wait --json -",
      "  audio-insight submit --manifest jobs.csv --state jobs.state --rate 5 --wait"
    })
final class SubmitCommand implements Callable<Integer> {
  @Mixin SourceOptions sources;

  @Option(names = "--wait", description = "Wait for the results and print them.")
  boolean wait;

  @Option(
      names = "--json",
      description = "A line of JSON for each result; without --wait, for each job that is sent.")
  boolean json;

  @Option(
      names = "--wait-seconds",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_WAIT_SECONDS:-600}",
      description =
          "How long to wait when all is sent (env AUDIO_INSIGHT_WAIT_SECONDS; default"
              + " ${DEFAULT-VALUE}).")
  long waitSeconds;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      defaultValue = "${env:AUDIO_INSIGHT_STATE:-}",
      description =
          "Write down what was done, and go on from there; needs the results topic, too (env"
              + " AUDIO_INSIGHT_STATE).")
  String state;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_RATE:-0}",
      description =
          "At most so many jobs a second, such as 0.5; 0: no limit (env AUDIO_INSIGHT_RATE).")
  double rate;

  @Option(
      names = "--topic",
      defaultValue = "${env:AUDIO_INSIGHT_JOBS_TOPIC:-audio.jobs}",
      description = "Jobs (env AUDIO_INSIGHT_JOBS_TOPIC; default ${DEFAULT-VALUE}).")
  String topic;

  @Mixin JobOptions jobs;

  @Mixin ConnectionOptions connectionOptions;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Pace pace = pace();
    List<JobRequest> requests = sources.requests(jobs.template(), System.in);
    Connection connection = connectionOptions.connection();
    if (state.isEmpty()) {
      connection.require(topics(wait));
      return run(connection, new Submission(), requests, Start.END, pace);
    }
    connection.require(topics(true));
    try (SubmitState file = SubmitState.open(Path.of(state))) {
      Resumption left =
          Resumption.of(file, connection, topic, connectionOptions.resultsTopic, requests);
      if (left.doubtful() > 0) {
        err().println(left.doubtful() + " jobs may be sent twice: " + topic + " must not be read");
      }
      Submission submission = new Submission(file);
      left.jobs().forEach((request, entry) -> submission.add(request, entry.answer()));
      return run(connection, submission, left.unsent(), Start.at(left.resultsFrom()), pace);
    }
  }

  private Pace pace() {
    if (!(rate >= 0) || rate > 1_000_000) {
      throw new CliException(CliException.USAGE, "--rate takes a number from 0 to 1000000");
    }
    return rate == 0 ? Pace.unlimited() : Pace.perSecond(rate, System::nanoTime);
  }

  private String[] topics(boolean both) {
    return both ? new String[] {topic, connectionOptions.resultsTopic} : new String[] {topic};
  }

  private int run(
      Connection connection,
      Submission submission,
      List<JobRequest> unsent,
      Start resultsFrom,
      Pace pace) {
    if (!wait) {
      try (JobSubmitter submitter = new JobSubmitter(connection, topic)) {
        submission.send(submitter, unsent, pace, w -> LockSupport.parkNanos(w.toNanos()));
      }
      printSent(submission, unsent);
      return 0;
    }
    // Opened before the first job is sent: no result can be missed.
    try (ResultCollector collector =
        new ResultCollector(connection, connectionOptions.resultsTopic, resultsFrom)) {
      boolean all = submitAndAwait(connection, submission, unsent, collector, pace);
      print(submission);
      if (!all) {
        throw new CliException(
            CliException.UNREACHABLE, submission.missing() + " after " + waitSeconds + " s");
      }
      return submission.exitCode();
    }
  }

  private boolean submitAndAwait(
      Connection connection,
      Submission submission,
      List<JobRequest> unsent,
      ResultCollector collector,
      Pace pace) {
    unsent.forEach(job -> submission.add(job, null));
    int count = submission.requests().size();
    int answered = submission.results().size();
    try (JobSubmitter submitter = new JobSubmitter(connection, topic);
        Progress progress =
            new Progress(count, answered, Boolean.getBoolean("audioinsight.terminal"), err())) {
      submission.send(
          submitter, unsent, pace, w -> submission.receive(collector, w, progress::answered));
      return submission.await(collector, Duration.ofSeconds(waitSeconds), progress::answered);
    }
  }

  private void printSent(Submission submission, List<JobRequest> sent) {
    if (json) {
      for (JobRequest job : sent) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("jobId", job.jobId()).put("name", job.name());
        out().println(PlainText.json(line.toString()));
      }
    } else {
      int before = submission.requests().size() - sent.size();
      out().printf("sent %d jobs to %s", sent.size(), topic);
      out().println(before == 0 ? "" : "; " + before + " were sent before");
    }
    out().flush();
  }

  private void print(Submission submission) {
    ResultTable table =
        ResultTable.forNames(
            submission.requests().values().stream().map(JobRequest::name).toList());
    if (!json) {
      out().println(table.header());
    }
    submission
        .requests()
        .forEach(
            (id, job) -> {
              Result result = submission.results().get(id);
              if (result != null && json) {
                out().println(ResultFormat.json(result));
              } else if (result != null) {
                table.rows(job.name(), result).forEach(out()::println);
              }
            });
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
