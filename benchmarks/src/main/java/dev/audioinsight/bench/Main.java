package dev.audioinsight.bench;

import dev.audioinsight.bench.concurrency.ConcurrencyCommand;
import dev.audioinsight.bench.engine.EngineCommand;
import dev.audioinsight.bench.engine.LatencyCommand;
import dev.audioinsight.bench.insight.InsightCommand;
import dev.audioinsight.bench.jmh.JmhCommand;
import dev.audioinsight.bench.memory.MemoryCommand;
import dev.audioinsight.bench.pipeline.PipelineCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the benchmarks' jar. */
@Command(
    name = "audio-insight",
    description = "Measures this machine's worker.",
    mixinStandardHelpOptions = true,
    subcommands = {Main.Bench.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        dev.audioinsight.cli.Main.withErrorsAsOneLine(new CommandLine(new Main())).execute(args));
  }

  /** {@code audio-insight bench}. */
  @Command(
      name = "bench",
      description = "Prints a table of medians and writes its runs as JSON.",
      mixinStandardHelpOptions = true,
      subcommands = {
        EngineCommand.class,
        LatencyCommand.class,
        InsightCommand.class,
        PipelineCommand.class,
        ConcurrencyCommand.class,
        MemoryCommand.class,
        JmhCommand.class
      })
  static final class Bench implements Runnable {
    @CommandLine.Spec CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "which benchmark?");
    }
  }
}
