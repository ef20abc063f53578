package dev.audioinsight.worker;

import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.view.ResultTable;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.insight.Trace;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight analyze}: the analysis without Kafka. */
@Command(
    name = "analyze",
    description = "Analyses files without Kafka: a table, or one result in JSON a line.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 all done, 1 at least one file failed, 2 wrong usage.",
      "Example: audio-insight analyze --json call.wav"
    })
final class AnalyzeCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Audio files.")
  List<Path> files;

  @Option(names = "--json", description = "One result of the contract a line.")
  boolean json;

  @Option(
      names = "--explain",
      description = "Says how the number of speakers came about (with --json: to standard error).")
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
    PrintWriter out = spec.commandLine().getOut();
    ResultTable table = ResultTable.forNames(files.stream().map(Path::toString).toList());
    Explanation explanation = new Explanation(explain);
    boolean failed = false;
    try (InsightEngine insight = engine.load(List.of(Path.of("/")));
        LocalAnalysis analysis =
            new LocalAnalysis((job, cancelled) -> insight.process(job, cancelled, explanation))) {
      if (!json) {
        out.println(table.header());
      }
      for (Path file : files) {
        Result result = analysis.analyse(file, options, Duration.ofSeconds(timeoutSeconds));
        if (json) {
          out.println(new String(ResultCodec.encode(result), StandardCharsets.UTF_8));
        } else {
          table.rows(file.toString(), result).forEach(out::println);
        }
        explanation.tell(json ? spec.commandLine().getErr() : out);
        out.flush();
        failed |= result instanceof Result.Failed;
      }
    }
    return failed ? 1 : 0;
  }

  private Options options() {
    try {
      return new Options(hop, threshold, minSpeakers, maxSpeakers, channels);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage());
    }
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
    }
  }
}
