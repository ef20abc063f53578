package dev.audioinsight.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the producer's jar. */
@Command(
    name = "audio-insight",
    description = "Sends audio jobs and reads their results.",
    mixinStandardHelpOptions = true,
    subcommands = {SubmitCommand.class, WatchCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // The worker and the demo have a logback.xml of their own on the same class path.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-cli.xml");
    }
    System.exit(commandLine().execute(args));
  }

  /** The commands, with errors as one line. */
  public static CommandLine commandLine() {
    return withErrorsAsOneLine(new CommandLine(new Main()));
  }

  /** Shows a {@link CliException} by its message and ends with its exit code. */
  public static CommandLine withErrorsAsOneLine(CommandLine commandLine) {
    return commandLine.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          if (e instanceof CliException known) {
            command.getErr().println("audio-insight: " + known.getMessage());
            return known.exitCode();
          }
          throw e;
        });
  }
}
