package dev.audioinsight.stack;

import dev.audioinsight.cli.AudioFiles;
import dev.audioinsight.cli.ChannelsOption;
import dev.audioinsight.cli.CliException;
import dev.audioinsight.cli.Connection;
import dev.audioinsight.cli.JobSubmitter;
import dev.audioinsight.cli.JobTemplate;
import dev.audioinsight.cli.ResultCollector;
import dev.audioinsight.cli.Submission;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.view.ResultTable;
import dev.audioinsight.worker.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight demo}: broker, worker and submission in one process. */
@Command(
    name = "demo",
    description = "Runs broker, worker and submission in one process, and prints the results.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all jobs are done",
      "1:a job failed",
      "2:wrong usage",
      "3:no answer in time",
      "130:stopped by Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  audio-insight demo", "  audio-insight demo recordings/ --channels separate"})
final class DemoCommand implements Callable<Integer> {
  /** What a shell makes of Ctrl-C: 128 and the number of the signal. */
  private static final int INTERRUPTED = 130;

  /** How often a waiting demo looks whether its worker lives and whether it is to stop. */
  private static final Duration LOOK_ROUND = Duration.ofMillis(500);

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE|FOLDER",
      description = "Recordings of your own; default: the samples of the project.")
  List<String> arguments;

  @Option(
      names = "--wait-seconds",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_WAIT_SECONDS:-600}",
      description = "How long to wait for the results (env AUDIO_INSIGHT_WAIT_SECONDS).")
  long waitSeconds;

  @Mixin ChannelsOption channels;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Path home = Path.of(System.getProperty("audioinsight.home", "."));
    List<Path> files =
        AudioFiles.find(
            arguments == null || arguments.isEmpty()
                ? List.of(home.resolve("samples").toString())
                : arguments);
    long start = System.nanoTime();
    StopSignal stop = StopSignal.install();
    // The models are loaded while the broker starts.
    CompletableFuture<DemoWorker.Models> models =
        CompletableFuture.supplyAsync(() -> DemoWorker.load(home.resolve("models"), roots(files)));
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      StackTopics.create(kafka);
      out()
          .printf(
              "Kafka listens on %s, with %d jobs to come.%n",
              kafka.bootstrapServers(), files.size());
      out().flush();
      try (DemoWorker worker = models.join().start(kafka.bootstrapServers())) {
        Submission submission = answered(kafka.bootstrapServers(), files, worker, stop);
        print(submission);
        if (stop.isAsked()) {
          return INTERRUPTED;
        }
        out()
            .printf(
                Locale.ROOT,
                "%d of %d jobs answered in %.1f s.%n",
                submission.results().size(),
                files.size(),
                (System.nanoTime() - start) / 1e9);
        out().flush();
        return submission.exitCode();
      }
    }
  }

  private static List<Path> roots(List<Path> files) {
    return files.stream().map(file -> file.toAbsolutePath().getParent()).distinct().toList();
  }

  private Submission answered(
      String bootstrapServers, List<Path> files, DemoWorker worker, StopSignal stop)
      throws InterruptedException {
    Connection connection = new Connection(bootstrapServers, Map.of());
    Submission submission = new Submission();
    try (ResultCollector collector = new ResultCollector(connection, StackTopics.RESULTS, false);
        JobSubmitter submitter = new JobSubmitter(connection, StackTopics.JOBS)) {
      submission.send(
          submitter, files, JobTemplate.DEFAULT.with(Options.DEFAULT.with(channels.mode())));
      long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
      while (!submission.await(collector, LOOK_ROUND, result -> {})) {
        worker.throwIfEnded();
        if (stop.isAsked()) {
          return submission;
        }
        if (System.nanoTime() - deadline >= 0) {
          print(submission);
          throw new CliException(CliException.UNREACHABLE, submission.missing());
        }
      }
    }
    worker.throwIfEnded();
    return submission;
  }

  private void print(Submission submission) {
    Path here = Path.of("").toAbsolutePath();
    List<String> names =
        submission.requests().values().stream().map(job -> name(here, job.name())).toList();
    ResultTable table = ResultTable.forNames(names);
    out().println();
    out().println(table.header());
    submission
        .requests()
        .forEach(
            (id, job) -> {
              Result result = submission.results().get(id);
              if (result != null) {
                table.rows(name(here, job.name()), result).forEach(out()::println);
              }
            });
    out().println();
  }

  private static String name(Path here, String file) {
    Path absolute = Path.of(file).toAbsolutePath().normalize();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : file;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
