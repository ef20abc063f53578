package dev.audioinsight.worker;

import dev.audioinsight.contract.view.StandardOutput;
import java.io.UncheckedIOException;
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
    StandardOutput output = new StandardOutput();
    CommandLine commandLine = commandLine().setOut(output.writer());
    int code = commandLine.execute(args);
    commandLine.getOut().flush();
    System.exit(output.exitCode(code, commandLine.getErr()));
  }

  /** The commands of the worker, with errors as one line. */
  public static CommandLine commandLine() {
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
    if (e instanceof UncheckedIOException io) {
      command.getErr().println("audio-insight: " + io.getCause());
      return UserException.EXIT_CODE;
    }
    throw e;
  }
}
