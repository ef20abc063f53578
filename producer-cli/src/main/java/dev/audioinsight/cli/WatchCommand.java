package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.view.ResultFormat;
import dev.audioinsight.contract.view.ResultOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
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
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all that was asked for is shown, or the reader is gone",
      "2:wrong usage",
      "3:no broker, or no such topic"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight watch --status failed --code NOT_FOUND,FETCH_FAILED",
      "  audio-insight watch --latest 20 --no-follow",
      "  audio-insight watch --since 1d --no-follow --json | audio-insight report - -o today.html",
      "  audio-insight watch --format csv --from-beginning > results.csv"
    })
final class WatchCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 48;
  private static final Duration POLL = Duration.ofMillis(200);

  /** Where to begin; with what comes from now on where none is chosen. */
  static final class Past {
    @Option(
        names = "--from-beginning",
        description = "Show the results that are there already, too.")
    boolean fromBeginning;

    @Option(
        names = "--since",
        paramLabel = "AGE",
        converter = Age.class,
        description =
            "Show those that came within the last 90s, 15m, 12h or 7d, too (env"
                + " AUDIO_INSIGHT_WATCH_SINCE).",
        defaultValue = "${env:AUDIO_INSIGHT_WATCH_SINCE}")
    Duration since;

    @Option(
        names = "--latest",
        paramLabel = "N",
        description =
            "Show the latest N that are there and chosen, too (env AUDIO_INSIGHT_WATCH_LATEST).",
        defaultValue = "${env:AUDIO_INSIGHT_WATCH_LATEST:-0}")
    int latest;

    Start start() {
      if (since != null) {
        return Start.since(Instant.now().minus(since));
      }
      return fromBeginning || latest > 0 ? Start.BEGINNING : Start.END;
    }
  }

  @Mixin Past past;

  @Mixin ResultFilter filter;

  @Option(
      names = "--no-follow",
      description = "End when the results that are there already are shown.")
  boolean noFollow;

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
    if (noFollow && past.start() == Start.END) {
      throw new CliException(
          CliException.USAGE, "--no-follow needs --from-beginning, --since or --latest");
    }
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
        new ResultCollector(connection, connectionOptions.resultsTopic, past.start())) {
      err.println("watching " + connectionOptions.resultsTopic + " …");
      err.flush();
      show(collector, new ResultOutput(chosen, NAME_WIDTH, folder, out, err), out);
    }
    return 0;
  }

  private void show(ResultCollector collector, ResultOutput output, PrintWriter out) {
    long left = count == 0 ? Long.MAX_VALUE : count;
    if (past.latest > 0) {
      left -= write(latest(collector, out), left, output);
    }
    while (left > 0 && !readerGone(out)) {
      boolean end = noFollow && collector.isAtFirstEnd();
      left -= write(collector.poll(end ? Duration.ZERO : POLL), left, output);
      if (end) {
        return;
      }
    }
  }

  /** Those of the results that are chosen, and how many these are. */
  private long write(List<Result> results, long most, ResultOutput output) {
    List<Result> chosen = results.stream().filter(filter::chooses).limit(most).toList();
    chosen.forEach(result -> output.write(result.jobId(), result));
    return chosen.size();
  }

  /** The latest chosen ones of those that are there, the oldest first. */
  private List<Result> latest(ResultCollector collector, PrintWriter out) {
    PriorityQueue<ResultCollector.Received> latest =
        new PriorityQueue<>(
            Comparator.comparingLong(ResultCollector.Received::timestamp)
                .thenComparingLong(ResultCollector.Received::number));
    while (!collector.isAtFirstEnd() && !readerGone(out)) {
      for (ResultCollector.Received received : collector.receive(POLL)) {
        if (filter.chooses(received.result())) {
          latest.add(received);
        }
        if (latest.size() > past.latest) {
          latest.remove();
        }
      }
    }
    List<Result> results = new ArrayList<>();
    while (!latest.isEmpty()) {
      results.add(latest.remove().result());
    }
    return results;
  }

  private ResultFormat chosenFormat() {
    if (json && format != ResultFormat.TABLE && format != ResultFormat.JSON) {
      throw new CliException(
          CliException.USAGE, "--json and --format " + format.optionName() + " exclude each other");
    }
    return json ? ResultFormat.JSON : format;
  }

  /** A writer swallows the end of its reader, such as {@code head}, and must be asked. */
  private static boolean readerGone(PrintWriter out) {
    return out.checkError();
  }
}
