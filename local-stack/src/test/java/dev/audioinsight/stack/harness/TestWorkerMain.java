package dev.audioinsight.stack.harness;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.engine.RetryPolicy;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A worker process whose jobs do what their metadata says. Arguments: bootstrap servers, jobs,
 * results and dead-letter topics, group, and any number of {@code key=value} Kafka properties;
 * three keys are the worker's own: {@code slot}, {@code delivery} and {@code max-attempts}.
 */
public final class TestWorkerMain {
  private TestWorkerMain() {}

  public static void main(String[] args) throws InterruptedException {
    run(args, settings -> Worker.start(settings, new ObedientProcessor()));
  }

  /** Runs another worker with these arguments, until it ends or is told to. */
  public static void run(String[] args, Function<WorkerSettings, Worker> start)
      throws InterruptedException {
    ParentWatch.endWithParent();
    Map<String, String> properties = new HashMap<>();
    for (int i = 5; i < args.length; i++) {
      String[] property = args[i].split("=", 2);
      properties.put(property[0], property[1]);
    }
    Optional<String> slot = Optional.ofNullable(properties.remove("slot"));
    KafkaSettings.Delivery delivery =
        KafkaSettings.Delivery.valueOf(
            Optional.ofNullable(properties.remove("delivery")).orElse("EXACTLY_ONCE"));
    RetryPolicy retries =
        Optional.ofNullable(properties.remove("max-attempts"))
            .map(most -> RetryPolicy.DEFAULT.withMaxAttempts(Integer.parseInt(most)))
            .orElse(RetryPolicy.DEFAULT);
    KafkaSettings kafka =
        new Topics(args[1], args[2], args[3], args[4])
            .settings(args[0], slot, 200, delivery, retries, properties);
    Worker worker =
        start.apply(new WorkerSettings(kafka, 2, "test/" + ProcessHandle.current().pid(), "test"));
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "shutdown"));
    while (!worker.awaitEnd(Duration.ofHours(1))) {
      // Runs until it is told to stop, or killed, or cannot go on.
    }
    System.exit(worker.exitCode());
  }
}
