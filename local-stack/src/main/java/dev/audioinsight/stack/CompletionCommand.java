package dev.audioinsight.stack;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audio-insight completion}. */
@Command(
    name = "completion",
    description = "Prints a script by which a shell completes commands and options.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:printed", "2:wrong usage"},
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(audio-insight completion bash)",
      "  audio-insight completion zsh > ~/.audio-insight-completion"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells that the script serves; it is one for both. */
  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "bash|zsh", description = "The shell.")
  Shell shell;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine all = allCommands();
    spec.commandLine().getOut().println(AutoComplete.bash(all.getCommandName(), all));
    return 0;
  }

  /** Every command that the launcher has, whichever jar it is in. */
  static CommandLine allCommands() {
    CommandLine all = new CommandLine(CommandSpec.create().name("audio-insight"));
    for (CommandLine jar :
        List.of(
            Main.commandLine(),
            dev.audioinsight.worker.Main.commandLine(),
            dev.audioinsight.cli.Main.commandLine())) {
      jar.getSubcommands().forEach(all::addSubcommand);
    }
    return all;
  }
}
