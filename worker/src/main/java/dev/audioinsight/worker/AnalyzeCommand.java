package dev.audioinsight.worker;

import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Job;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.files.AudioFolder;
import dev.audioinsight.contract.view.ResultFormat;
import dev.audioinsight.contract.view.ResultOutput;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.insight.Trace;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight analyze}: the analysis without Kafka. */
@Command(
    name = "analyze",
    description = "Analyses files without Kafka: a table, or a format for other programs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all done",
      "1:a file failed",
      "2:wrong usage, or a folder that cannot be read"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight analyze call.wav",
      "  audio-insight analyze calls/",
      "  audio-insight analyze --format rttm call.wav",
      "  audio-insight analyze --json calls/*.wav > results.jsonl"
    })
final class AnalyzeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|FOLDER",
      description =
          "Audio files, and folders with all below that have an audio extension; each path once.")
  List<Path> arguments;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description =
          "table, json, csv, rttm or webvtt (default ${DEFAULT-VALUE}). RTTM and WebVTT say who"
              + " speaks when; what failed is named on standard error.")
  ResultFormat format;

  @Option(names = "--json", description = "As --format json: one result of the contract a line.")
  boolean json;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Write a file for each recording; webvtt needs it for more than one.")
  Path output;

  @Option(
      names = "--explain",
      description =
          "Says how the number of speakers came about (to standard error, but in a table).")
  boolean explain;

  @Option(
      names = "--hop",
      defaultValue = "256",
      paramLabel = "SAMPLES",
      description = "vadHopSize: 160, 256, 320, 480 or 512 (default ${DEFAULT-VALUE}).")
  int hop;

  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      paramLabel = "P",
      description = "vadThreshold, between 0 and 1 (default ${DEFAULT-VALUE}).")
  double threshold;

  @Option(names = "--min-speakers", defaultValue = "1", description = "Default ${DEFAULT-VALUE}.")
  int minSpeakers;

  @Option(names = "--max-speakers", defaultValue = "10", description = "Default ${DEFAULT-VALUE}.")
  int maxSpeakers;

  @Option(
      names = "--channels",
      defaultValue = "mix",
      paramLabel = "MODE",
      description = "mix or separate (default ${DEFAULT-VALUE}).")
  ChannelMode channels;

  @Option(
      names = "--timeout-seconds",
      defaultValue = "600",
      description = "The longest time for one file (default ${DEFAULT-VALUE}).")
  int timeoutSeconds;

  @Mixin EngineOptions engine;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Options options = options();
    Duration timeout = timeout();
    List<Path> files = arguments.stream().flatMap(AnalyzeCommand::files).distinct().toList();
    ResultFormat chosen = chosenFormat(files.size());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<String> names =
        chosen.isTimeline() ? Stems.of(files) : files.stream().map(Path::toString).toList();
    Explanation explanation = new Explanation(explain);
    boolean failed = false;
    try (InsightEngine insight = engine.load(List.of(Path.of("/")));
        LocalAnalysis analysis =
            new LocalAnalysis((job, cancelled) -> insight.process(job, cancelled, explanation))) {
      ResultOutput results =
          new ResultOutput(chosen, longest(names), Optional.ofNullable(output), out, err);
      for (int i = 0; i < files.size(); i++) {
        Result result = analysis.analyse(files.get(i), options, timeout);
        results.write(names.get(i), result);
        explanation.tell(chosen == ResultFormat.TABLE ? out : err);
        failed |= result instanceof Result.Failed;
      }
    }
    return failed ? 1 : 0;
  }

  private static Stream<Path> files(Path argument) {
    if (!Files.isDirectory(argument)) {
      return Stream.of(argument);
    }
    List<Path> found = AudioFolder.files(argument);
    if (found.isEmpty()) {
      throw new UserException("no audio file at " + argument);
    }
    return found.stream();
  }

  private ResultFormat chosenFormat(int count) {
    if (json && format != ResultFormat.TABLE && format != ResultFormat.JSON) {
      throw new UserException("--json and --format " + format.optionName() + " exclude each other");
    }
    ResultFormat chosen = json ? ResultFormat.JSON : format;
    if (chosen.isOneFileEach() && output == null && count > 1) {
      throw new UserException(
          chosen.optionName() + " is a file for each recording: --output FOLDER");
    }
    return chosen;
  }

  private static int longest(List<String> names) {
    return names.stream().mapToInt(String::length).max().orElse(0);
  }

  private Options options() {
    try {
      return new Options(hop, threshold, minSpeakers, maxSpeakers, channels);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage());
    }
  }

  private Duration timeout() {
    Duration timeout = Duration.ofSeconds(timeoutSeconds);
    if (timeoutSeconds < 1 || timeout.compareTo(Job.MAX_TIMEOUT) > 0) {
      throw new UserException("--timeout-seconds must be from 1 to " + Job.MAX_TIMEOUT.toSeconds());
    }
    return timeout;
  }

  /** Keeps what was said of one file, if anybody asked. Confined to the command's thread. */
  private static final class Explanation implements Trace {
    private final boolean wanted;
    private final List<String> lines = new ArrayList<>();

    Explanation(boolean wanted) {
      this.wanted = wanted;
    }

    @Override
    public void speakers(Supplier<List<String>> told) {
      if (wanted) {
        lines.addAll(told.get());
      }
    }

    void tell(PrintWriter out) {
      lines.forEach(line -> out.println("    " + line));
      lines.clear();
      out.flush();
    }
  }
}
