package dev.audioinsight.worker;

import dev.audioinsight.contract.Options;
import dev.audioinsight.worker.audio.Limits;
import dev.audioinsight.worker.evaluate.Evaluation;
import dev.audioinsight.worker.evaluate.ManifestRow;
import dev.audioinsight.worker.insight.InsightEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight evaluate}: the accuracy on labelled recordings. */
@Command(
    name = "evaluate",
    description = "Measures the analysis on labelled recordings and prints a Markdown table.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The manifest is CSV: file, and any of snrDb, speakers, rttm; paths relative to it.",
      "Recordings are WAV or FLAC.",
      "VAD figures are counted in frames of 10 ms against the reference turns.",
      "Example: audio-insight evaluate samples/truth.csv"
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofHours(1);

  @Parameters(paramLabel = "MANIFEST.csv", description = "The labelled recordings.")
  Path manifest;

  @Mixin EngineOptions engine;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    try (InsightEngine insight =
            engine.load(List.of(Path.of("/")), Limits.Formats.WAV_AND_TRUSTED_FLAC);
        LocalAnalysis analysis = new LocalAnalysis(insight)) {
      Evaluation evaluation = new Evaluation();
      for (ManifestRow row : ManifestRow.read(manifest)) {
        evaluation.add(row, analysis.analyse(row.file(), Options.DEFAULT, LIMIT));
      }
      spec.commandLine().getOut().print(evaluation.markdown());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException e) {
      throw new UserException(e.getMessage());
    }
  }
}
