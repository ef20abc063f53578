package dev.audioinsight.stack.harness;

import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Prints how many jobs a second a worker answers whose jobs are no work: what the engine costs by
 * itself. Argument: bootstrap servers; and how many jobs, if not 20,000.
 *
 * <p>The jobs are all there before the worker starts; the time counts from the first thousand
 * answers, so that JVM and group have started, to the last.
 */
public final class EngineRate {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int WARM_UP = 1_000;
  private static final int PARTITIONS = 6;

  private EngineRate() {}

  public static void main(String[] args) throws Exception {
    int jobs = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    Topics topics = Topics.fresh("rate");
    topics.create(args[0], PARTITIONS, PARTITIONS);
    try (CommittedReader reader = new CommittedReader(args[0], topics.results());
        Sender sender = new Sender(args[0], topics.jobs())) {
      sender.sendAll(orders(jobs));
      KafkaSettings kafka = topics.settings(args[0], Map.of());
      Worker worker =
          Worker.start(new WorkerSettings(kafka, 2, "rate", "test"), new ObedientProcessor());
      reader.awaitRecords(WARM_UP, LIMIT);
      long start = System.nanoTime();
      int before = reader.records().size();
      reader.awaitRecords(jobs, LIMIT);
      double seconds = (System.nanoTime() - start) / 1e9;
      worker.close();
      System.out.printf("%.0f jobs/s%n", (jobs - before) / seconds);
    }
  }

  private static List<Sender.Order> orders(int jobs) {
    List<Sender.Order> orders = new ArrayList<>(jobs);
    for (int i = 0; i < jobs; i++) {
      orders.add(new Sender.Order("job-" + i, null, Map.of()));
    }
    return orders;
  }
}
