package dev.audioinsight.stack;

import dev.audioinsight.cli.CliException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
    footer = {"", "Example: audio-insight broker --data-dir /tmp/kafka"})
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
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(port, kept ? dataDir.toAbsolutePath() : null, Map.of())) {
      StackTopics.create(kafka);
      CountDownLatch end = new CountDownLatch(1);
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(end, main), "shutdown"));
      spec.commandLine()
          .getOut()
          .printf(
              "Kafka listens on %s; topics %s, %s, %s. Ctrl-C ends it.%n",
              kafka.bootstrapServers(),
              StackTopics.JOBS,
              StackTopics.RESULTS,
              StackTopics.DEAD_LETTERS);
      spec.commandLine().getOut().flush();
      end.await();
    } catch (IllegalStateException e) {
      throw new CliException(CliException.UNREACHABLE, e.getMessage());
    }
    return 0;
  }

  /** Lets the broker close its logs before the JVM ends. */
  private static void stop(CountDownLatch end, Thread main) {
    end.countDown();
    try {
      main.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
