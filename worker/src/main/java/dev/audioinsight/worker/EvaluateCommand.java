package dev.audioinsight.worker;

import dev.audioinsight.contract.ChannelMode;
import dev.audioinsight.contract.Options;
import dev.audioinsight.contract.Result;
import dev.audioinsight.worker.audio.Samples;
import dev.audioinsight.worker.evaluate.Evaluation;
import dev.audioinsight.worker.evaluate.JsonReport;
import dev.audioinsight.worker.evaluate.ManifestRow;
import dev.audioinsight.worker.evaluate.MarkdownReport;
import dev.audioinsight.worker.insight.InsightEngine;
import dev.audioinsight.worker.insight.PercentileSnr;
import dev.audioinsight.worker.insight.Trace;
import dev.audioinsight.worker.insight.Wada;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight evaluate}: the accuracy on labelled recordings. */
@Command(
    name = "evaluate",
    description = {
      "Measures the analysis on labelled recordings and prints a Markdown table.",
      "The manifest is CSV: file, and any of groups (a;b), snrDb, speakers, rttm, uem; paths are"
          + " relative to it. Recordings are of any format that jobs may have. VAD figures are"
          + " counted in frames of 10 ms against the reference turns (rttm), where uem says that"
          + " they are scored. All runs on one thread; CPU s/h includes decoding."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured",
      "1:a file failed; the others are measured",
      "2:wrong usage, or a manifest that cannot be read or names nothing"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  audio-insight evaluate samples/truth.csv"})
final class EvaluateCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(1);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Parameters(paramLabel = "MANIFEST.csv", description = "The labelled recordings.")
  Path manifest;

  @Option(names = "--json", description = "One JSON document: all, groups, files.")
  boolean json;

  @Option(names = "--summary", description = "The sums alone, without a line for each recording.")
  boolean summary;

  @Option(
      names = "--channels",
      defaultValue = "mix",
      paramLabel = "MODE",
      description = "mix or separate (default ${DEFAULT-VALUE}).")
  ChannelMode channels;

  @Mixin EngineOptions engine;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Heard heard = new Heard();
    try (InsightEngine insight = engine.loadToTrace(List.of(Path.of("/")));
        LocalAnalysis analysis =
            new LocalAnalysis((job, cancellation) -> insight.process(job, cancellation, heard))) {
      Evaluation evaluation = new Evaluation();
      for (ManifestRow row : ManifestRow.read(manifest)) {
        add(evaluation, row, analysis, heard);
      }
      print(evaluation);
      return evaluation.all().failed() > 0 ? 1 : 0;
    } catch (IOException e) {
      throw new UserException(e.getMessage());
    }
  }

  private void add(Evaluation evaluation, ManifestRow row, LocalAnalysis analysis, Heard heard)
      throws IOException {
    heard.forget();
    long before = THREADS.getCurrentThreadCpuTime();
    Result result = analysis.analyse(row.file(), Options.DEFAULT.with(channels), LIMIT);
    double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - before) / 1e9;
    evaluation.add(
        row,
        result,
        heard.speech,
        Wada.db(heard.samples),
        PercentileSnr.db(heard.samples),
        cpuSeconds);
  }

  private void print(Evaluation evaluation) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonReport.of(evaluation));
    } else {
      if (!summary) {
        out.println(MarkdownReport.files(evaluation));
      }
      out.print(MarkdownReport.sums(evaluation));
    }
    out.flush();
  }

  /** Keeps what the analysis of one recording heard. */
  private static final class Heard implements Trace {
    private DoubleUnaryOperator speech;
    private Samples samples;

    void forget() {
      speech = seconds -> 0;
      samples = Samples.of();
    }

    @Override
    public void speech(DoubleUnaryOperator probability) {
      speech = probability;
    }

    @Override
    public void decoded(Samples decoded) {
      samples = decoded;
    }
  }
}
