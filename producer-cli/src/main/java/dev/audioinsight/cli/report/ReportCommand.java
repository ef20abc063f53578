package dev.audioinsight.cli.report;

import dev.audioinsight.cli.CliException;
import dev.audioinsight.contract.view.PlainText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight report}. */
@Command(
    name = "report",
    description = {
      "Makes one HTML page of results: figures, a table, and who speaks when.",
      "The results are lines of JSON, as 'watch --json' and 'analyze --json' print them; of results"
          + " with one job id the last counts. The page needs no server and no network."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:written", "1:written, but some lines are no results", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  audio-insight report results.jsonl -o report.html",
      "  audio-insight watch --since 1d --no-follow --json | audio-insight report - -o today.html"
    })
public final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Lines of JSON; -: standard input.")
  String results;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PAGE",
      required = true,
      description = "The page to write; an old one is replaced.")
  Path page;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    ReportData data = read();
    write(data);
    PrintWriter err = spec.commandLine().getErr();
    err.println(page + ": " + data.size() + " results");
    if (data.otherLines() > 0) {
      err.println(PlainText.of(data.otherLines() + " lines are no results; " + data.firstOther()));
    }
    return data.otherLines() == 0 ? 0 : CliException.INCOMPLETE;
  }

  private ReportData read() {
    try (BufferedReader in =
        results.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(results))) {
      return ReportData.read(in);
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, results + " cannot be read: " + e);
    }
  }

  /** A page is whole or not there: it is written beside its place first. */
  private void write(ReportData data) {
    Path part = page.resolveSibling(page.getFileName() + ".part");
    try {
      try (Writer out = Files.newBufferedWriter(part)) {
        new ReportPage(data).write(out);
      } catch (IOException e) {
        Files.deleteIfExists(part);
        throw e;
      }
      Files.move(part, page, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CliException(CliException.USAGE, page + " cannot be written: " + e);
    }
  }
}
