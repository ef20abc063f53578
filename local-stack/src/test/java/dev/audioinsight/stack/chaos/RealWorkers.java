package dev.audioinsight.stack.chaos;

import dev.audioinsight.stack.harness.RealWorkerMain;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts workers as their users do. */
final class RealWorkers {
  private RealWorkers() {}

  /** Workers that may read the recordings of this folder. */
  static ChaosRun.Workers withRecordings(Path folder) {
    return (bootstrapServers, topics, properties) ->
        WorkerProcess.start(
            RealWorkerMain.class.getName(),
            arguments(bootstrapServers, topics, properties, folder));
  }

  private static List<String> arguments(
      String bootstrapServers, Topics topics, Map<String, String> properties, Path recordings) {
    List<String> arguments =
        new ArrayList<>(topics.workerArguments(bootstrapServers, recordings.toAbsolutePath()));
    arguments.addAll(List.of("--drain-seconds", "10"));
    properties.forEach((key, value) -> arguments.addAll(List.of("-K", key + "=" + value)));
    return arguments;
  }
}
