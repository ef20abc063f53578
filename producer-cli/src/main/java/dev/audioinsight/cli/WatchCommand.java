package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.view.ResultFormat;
import dev.audioinsight.contract.view.ResultOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight watch}. */
@Command(
    name = "watch",
    description = "Follows the results, as a table or in a format for other programs.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 ended, 2 wrong usage, 3 no broker.",
      "Example: audio-insight watch --format csv --from-beginning > results.csv"
    })
final class WatchCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 48;
  private static final Duration POLL = Duration.ofMillis(200);

  @Option(names = "--from-beginning", description = "Show the results that are there already, too.")
  boolean fromBeginning;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "${env:AUDIO_INSIGHT_FORMAT:-table}",
      description =
          "table, json, csv, rttm or webvtt (env AUDIO_INSIGHT_FORMAT; default table). RTTM and"
              + " WebVTT say who speaks when; what failed is named on standard error.")
  ResultFormat format;

  @Option(names = "--json", description = "As --format json: one result in JSON a line.")
  boolean json;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "${env:AUDIO_INSIGHT_OUTPUT:-}",
      description =
          "Write a file for each result, named after its job (env AUDIO_INSIGHT_OUTPUT); webvtt"
              + " needs it, or --count 1.")
  Path output;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "${env:AUDIO_INSIGHT_WATCH_COUNT:-0}",
      description = "End after so many results; 0: never (env AUDIO_INSIGHT_WATCH_COUNT).")
  long count;

  @Mixin ConnectionOptions connectionOptions;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    ResultFormat chosen = chosenFormat();
    Optional<Path> folder = Optional.of(output).filter(path -> !path.toString().isEmpty());
    if (chosen.isOneFileEach() && folder.isEmpty() && count != 1) {
      throw new CliException(
          CliException.USAGE, chosen.optionName() + " is a file for each result: --output FOLDER");
    }
    Connection connection = connectionOptions.connection();
    connection.require(connectionOptions.resultsTopic);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (ResultCollector collector =
        new ResultCollector(connection, connectionOptions.resultsTopic, fromBeginning)) {
      err.println("watching " + connectionOptions.resultsTopic + " …");
      err.flush();
      ResultOutput results = new ResultOutput(chosen, NAME_WIDTH, folder, out, err);
      long shown = 0;
      while ((count == 0 || shown < count) && !readerGone(out)) {
        for (Result result : collector.poll(POLL)) {
          results.write(result.jobId(), result);
          shown++;
        }
      }
    }
    return 0;
  }

  private ResultFormat chosenFormat() {
    if (json && format != ResultFormat.TABLE && format != ResultFormat.JSON) {
      throw new CliException(
          CliException.USAGE, "--json and --format " + format.optionName() + " exclude each other");
    }
    return json ? ResultFormat.JSON : format;
  }

  /** A writer swallows the end of its reader, such as {@code head}; both layers must be asked. */
  private static boolean readerGone(PrintWriter out) {
    return out.checkError() || System.out.checkError();
  }
}
