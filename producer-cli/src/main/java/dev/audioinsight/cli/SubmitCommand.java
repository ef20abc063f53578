package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.view.ResultTable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight submit}. */
@Command(
    name = "submit",
    description = "Sends a job for each audio file.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done, 1 a job failed, 2 wrong usage, 3 no broker, or no answer in time.",
      "Example: audio-insight submit --wait recordings/ 'calls/**/*.wav'"
    })
final class SubmitCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER|GLOB",
      description = "Files; folders with all audio files below; globs in quotes.")
  List<String> arguments;

  @Option(names = "--wait", description = "Wait for the results and print them.")
  boolean wait;

  @Option(names = "--json", description = "With --wait: one result in JSON a line.")
  boolean json;

  @Option(
      names = "--wait-seconds",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_WAIT_SECONDS:-600}",
      description = "How long to wait (env AUDIO_INSIGHT_WAIT_SECONDS; default ${DEFAULT-VALUE}).")
  long waitSeconds;

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
    JobTemplate template = jobs.template();
    List<Path> files = AudioFiles.find(arguments);
    Connection connection = connectionOptions.connection();
    Submission submission = new Submission();
    if (!wait) {
      connection.require(topic);
      send(connection, submission, files, template);
      out().printf("sent %d jobs to %s%n", files.size(), topic);
      return 0;
    }
    connection.require(topic, connectionOptions.resultsTopic);
    // Opened before the first job is sent: no result can be missed.
    try (ResultCollector collector =
        new ResultCollector(connection, connectionOptions.resultsTopic, false)) {
      send(connection, submission, files, template);
      return await(submission, collector);
    }
  }

  private void send(
      Connection connection, Submission submission, List<Path> files, JobTemplate template) {
    try (JobSubmitter submitter = new JobSubmitter(connection, topic)) {
      submission.send(submitter, files, template);
    }
  }

  private int await(Submission submission, ResultCollector collector) {
    boolean all;
    try (Progress progress =
        new Progress(submission.files().size(), Boolean.getBoolean("audioinsight.terminal"))) {
      all = submission.await(collector, Duration.ofSeconds(waitSeconds), result -> progress.step());
    }
    print(submission);
    if (!all) {
      throw new CliException(
          CliException.UNREACHABLE, submission.missing() + " after " + waitSeconds + " s");
    }
    return submission.exitCode();
  }

  private void print(Submission submission) {
    ResultTable table =
        ResultTable.forNames(submission.files().values().stream().map(Path::toString).toList());
    if (!json) {
      out().println(table.header());
    }
    submission
        .files()
        .forEach(
            (id, file) -> {
              Result result = submission.results().get(id);
              if (result != null && json) {
                out().println(new String(ResultCodec.encode(result), StandardCharsets.UTF_8));
              } else if (result != null) {
                table.rows(file.toString(), result).forEach(out()::println);
              }
            });
    out().flush();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** A bar on standard error where a person looks at it (the launcher says so), else nothing. */
  private static final class Progress implements AutoCloseable {
    private final ProgressBar bar;

    Progress(int count, boolean terminal) {
      this.bar = terminal ? bar(count) : null;
    }

    private static ProgressBar bar(int count) {
      return new ProgressBarBuilder()
          .setTaskName("answered")
          .setInitialMax(count)
          .setStyle(ProgressBarStyle.ASCII)
          .build();
    }

    void step() {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
