package dev.audioinsight.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.audioinsight.contract.Analysis;
import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.view.ResultTable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      names = "--inline",
      description = "Send the audio itself, for workers that do not see these files.")
  boolean inline;

  @Option(
      names = "--topic",
      defaultValue = "${env:AUDIO_INSIGHT_JOBS_TOPIC:-audio.jobs}",
      description = "Jobs (env AUDIO_INSIGHT_JOBS_TOPIC; default ${DEFAULT-VALUE}).")
  String topic;

  @Option(
      names = "--analyses",
      split = ",",
      defaultValue = "${env:AUDIO_INSIGHT_ANALYSES:-snr,speakers}",
      description = "snr, speakers or both (env AUDIO_INSIGHT_ANALYSES).")
  Set<String> analyses;

  @Option(
      names = "--hop",
      paramLabel = "SAMPLES",
      defaultValue = "${env:AUDIO_INSIGHT_HOP:-256}",
      description = "vadHopSize: 160, 256, 320, 480, 512 (env AUDIO_INSIGHT_HOP).")
  int hop;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      defaultValue = "${env:AUDIO_INSIGHT_THRESHOLD:-0.5}",
      description = "vadThreshold, between 0 and 1 (env AUDIO_INSIGHT_THRESHOLD).")
  double threshold;

  @Option(
      names = "--min-speakers",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MIN_SPEAKERS:-1}",
      description = "The fewest speakers to answer (env AUDIO_INSIGHT_MIN_SPEAKERS).")
  int minSpeakers;

  @Option(
      names = "--max-speakers",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_MAX_SPEAKERS:-10}",
      description = "The most speakers to answer (env AUDIO_INSIGHT_MAX_SPEAKERS).")
  int maxSpeakers;

  @Option(
      names = "--channels",
      paramLabel = "MODE",
      defaultValue = "${env:AUDIO_INSIGHT_CHANNELS:-mix}",
      description =
          "mix: the mean of all channels; separate: one answer a channel, speakers added up (env"
              + " AUDIO_INSIGHT_CHANNELS).")
  ChannelMode channels;

  @Option(
      names = "--timeout-ms",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_TIMEOUT_MS:-600000}",
      description = "The longest time of one job (env AUDIO_INSIGHT_TIMEOUT_MS).")
  long timeoutMs;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Comes back with each result; may be repeated.")
  Map<String, String> metadata = new LinkedHashMap<>();

  @Mixin ConnectionOptions connectionOptions;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    JobTemplate template = template();
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

  private JobTemplate template() {
    try {
      return new JobTemplate(
          analyses.stream().map(SubmitCommand::analysis).collect(Collectors.toSet()),
          new Options(hop, threshold, minSpeakers, maxSpeakers, channels),
          Duration.ofMillis(timeoutMs),
          metadata.isEmpty() ? Optional.empty() : Optional.of(json(metadata)),
          inline);
    } catch (IllegalArgumentException e) {
      throw new CliException(CliException.USAGE, e.getMessage());
    }
  }

  private static Analysis analysis(String name) {
    for (Analysis analysis : Analysis.values()) {
      if (analysis.wireName().equals(name)) {
        return analysis;
      }
    }
    throw new IllegalArgumentException("--analyses takes snr and speakers, not " + name);
  }

  private static ObjectNode json(Map<String, String> metadata) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    metadata.forEach(json::put);
    return json;
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
