package dev.audioinsight.stack;

import dev.audioinsight.cli.CliException;
import dev.audioinsight.worker.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audio-insight broker}. */
@Command(
    name = "broker",
    description = "Runs a one-node Kafka on loopback, for development.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:ended by a signal", "2:wrong usage", "3:it cannot start"},
    footerHeading = "%nExamples:%n",
    footer = {"  audio-insight broker --data-dir /tmp/kafka"})
final class BrokerCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "${env:AUDIO_INSIGHT_BROKER_PORT:-9092}",
      description =
          "The port; 0: any free one (env AUDIO_INSIGHT_BROKER_PORT; default ${DEFAULT-VALUE}).")
  int port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:AUDIO_INSIGHT_BROKER_DATA}",
      description =
          "Keeps topics from one start to the next (env AUDIO_INSIGHT_BROKER_DATA; default: a"
              + " temporary folder).")
  Path dataDir;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    boolean kept = dataDir != null && !dataDir.toString().isEmpty();
    StopSignal stop = StopSignal.install();
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(port, kept ? dataDir.toAbsolutePath() : null, Map.of())) {
      StackTopics.create(kafka);
      spec.commandLine()
          .getOut()
          .printf(
              "Kafka listens on %s; topics %s, %s, %s. Ctrl-C ends it.%n",
              kafka.bootstrapServers(),
              StackTopics.JOBS,
              StackTopics.RESULTS,
              StackTopics.DEAD_LETTERS);
      spec.commandLine().getOut().flush();
      boolean ended = false;
      while (!ended) {
        ended = stop.await(Duration.ofDays(1));
      }
    } catch (IllegalStateException e) {
      throw new CliException(CliException.UNREACHABLE, e.getMessage());
    }
    return 0;
  }
}
