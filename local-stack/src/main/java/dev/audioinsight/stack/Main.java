package dev.audioinsight.stack;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the local stack's jar. */
@Command(
    name = "audio-insight",
    description = "Runs a whole stack on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = {DemoCommand.class, BrokerCommand.class, CompletionCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.setProperty("logback.configurationFile", "logback-stack.xml");
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return dev.audioinsight.cli.Main.withErrorsAsOneLine(new CommandLine(new Main()));
  }
}
