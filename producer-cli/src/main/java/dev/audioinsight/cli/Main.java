package dev.audioinsight.cli;

import dev.audioinsight.cli.report.ReportCommand;
import dev.audioinsight.cli.status.StatusCommand;
import dev.audioinsight.contract.view.PlainText;
import dev.audioinsight.contract.view.StandardOutput;
import java.io.UncheckedIOException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** Entry point of the producer's jar. */
@Command(
    name = "audio-insight",
    description = "Sends audio jobs and reads their results.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SubmitCommand.class,
      WatchCommand.class,
      StatusCommand.class,
      ReportCommand.class,
      ReplayCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // The worker and the demo have a logback.xml of their own on the same class path.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-cli.xml");
    }
    StandardOutput output = new StandardOutput();
    CommandLine commandLine = commandLine().setOut(output.writer());
    int code = commandLine.execute(args);
    commandLine.getOut().flush();
    System.exit(output.exitCode(code, commandLine.getErr()));
  }

  /** The commands, with errors as one line. */
  public static CommandLine commandLine() {
    return withErrorsAsOneLine(new CommandLine(new Main()));
  }

  /**
   * Shows what a user can mend as one line, with its exit code. The stack trace of a bug is not
   * hidden, and its exit code is none that says something of the jobs.
   */
  public static CommandLine withErrorsAsOneLine(CommandLine commandLine) {
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(
            e -> e instanceof ParameterException ? CliException.USAGE : CliException.BUG)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              CliException known = known(e);
              command.getErr().println("audio-insight: " + PlainText.of(known.getMessage()));
              return known.exitCode();
            });
  }

  private static CliException known(Exception e) throws Exception {
    if (e instanceof CliException known) {
      return known;
    }
    if (e instanceof KafkaException) {
      return new CliException(CliException.UNREACHABLE, "Kafka: " + e.getMessage());
    }
    if (e instanceof UncheckedIOException) {
      return new CliException(CliException.USAGE, "cannot be read: " + e.getCause().getMessage());
    }
    throw e;
  }
}
