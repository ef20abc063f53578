package dev.audioinsight.worker;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the worker's jar. */
@Command(
    name = "audio-insight",
    description = "Answers audio jobs with SNR and speakers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      WorkerCommand.class,
      AnalyzeCommand.class,
      EvaluateCommand.class,
      ModelsCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::report);
  }

  /** An error is one clear line; the stack trace of a bug is not hidden. */
  private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof UserException) {
      command.getErr().println("audio-insight: " + e.getMessage());
      return UserException.EXIT_CODE;
    }
    throw e;
  }
}
