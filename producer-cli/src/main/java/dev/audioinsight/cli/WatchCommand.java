package dev.audioinsight.cli;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import dev.audioinsight.contract.view.ResultTable;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight watch}. */
@Command(
    name = "watch",
    description = "Follows the results, as a table or as lines of JSON.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 ended, 2 wrong usage, 3 no broker.",
      "Example: audio-insight watch --json"
    })
final class WatchCommand implements Callable<Integer> {
  private static final int NAME_WIDTH = 48;
  private static final Duration POLL = Duration.ofMillis(200);

  @Option(names = "--from-beginning", description = "Show the results that are there already, too.")
  boolean fromBeginning;

  @Option(names = "--json", description = "One result in JSON a line.")
  boolean json;

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
    Connection connection = connectionOptions.connection();
    connection.require(connectionOptions.resultsTopic);
    PrintWriter out = spec.commandLine().getOut();
    ResultTable table = new ResultTable(NAME_WIDTH);
    try (ResultCollector collector =
        new ResultCollector(connection, connectionOptions.resultsTopic, fromBeginning)) {
      spec.commandLine().getErr().println("watching " + connectionOptions.resultsTopic + " …");
      spec.commandLine().getErr().flush();
      if (!json) {
        out.println(table.header());
        out.flush();
      }
      long shown = 0;
      while ((count == 0 || shown < count) && !readerGone(out)) {
        for (Result result : collector.poll(POLL)) {
          if (json) {
            out.println(new String(ResultCodec.encode(result), StandardCharsets.UTF_8));
          } else {
            table.rows(result.jobId(), result).forEach(out::println);
          }
          shown++;
        }
        out.flush();
      }
    }
    return 0;
  }

  /** A writer swallows the end of its reader, such as {@code head}; both layers must be asked. */
  private static boolean readerGone(PrintWriter out) {
    return out.checkError() || System.out.checkError();
  }
}
