package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Puts the Kafka side together. Thread-safe.
 *
 * <p>Consumer and publisher may be replaced within this package: the tests of the chaos put wrong
 * ones there and see that they are found out.
 */
public class KafkaSide {

  /** One reconnect, one twin that is shut down, one more: then somebody should look. */
  private static final int MAX_PRODUCER_REPLACEMENTS = 5;

  private final KafkaSettings settings;
  private final Clients clients;

  public KafkaSide(KafkaSettings settings) {
    this.settings = settings;
    this.clients = new Clients(settings);
  }

  /**
   * A poll thread that is ready to be started.
   *
   * @param pool with as many places as {@link KafkaSettings#maxInFlightJobs}
   */
  public PollThread pollThread(
      InferencePool pool, WorkerMetrics metrics, SnapshotHolder snapshots) {
    Consumer<byte[], byte[]> consumer = consumer();
    Publisher publisher = publisher(consumer);
    RecordLimits limits = new RecordLimits(clients.maxRequestSize());
    PollLoop loop =
        new PollLoop(
            consumer,
            publisher,
            new RestorePolicy(
                RestorePolicy.StartAt.EARLIEST,
                settings.acceptUnreadableMetadata()
                    || settings.delivery() == KafkaSettings.Delivery.AT_LEAST_ONCE),
            new InFlight(settings.maxInFlightJobs(), settings.maxInFlightBytes()),
            settings.maxPollRecords(),
            pool,
            new Retries(settings.retries(), System::nanoTime, new SplittableRandom(), metrics),
            routes(),
            limits,
            metrics,
            PollLoop.Pace.DEFAULT);
    return new PollThread(
        consumer,
        publisher,
        () -> limits.read(clients::admin, List.of(settings.results(), settings.deadLetters())),
        loop,
        settings.jobs(),
        settings.drainLimit(),
        metrics,
        snapshots);
  }

  Consumer<byte[], byte[]> consumer() {
    return clients.consumer();
  }

  Publisher publisher(Consumer<byte[], byte[]> consumer) {
    return switch (settings.delivery()) {
      case EXACTLY_ONCE -> new TransactionalPublisher(clients::producer, MAX_PRODUCER_REPLACEMENTS);
      case AT_LEAST_ONCE -> new AtLeastOncePublisher(clients.producer(), consumer);
    };
  }

  private Routes routes() {
    return new Routes(
        settings.jobs(), settings.results(), settings.deadLetters(), settings.group());
  }
}
