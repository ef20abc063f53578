package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

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
   * @throws IllegalArgumentException if no client can be made of the settings, such as with a host
   *     name that nobody knows
   */
  public PollThread pollThread(
      InferencePool pool, WorkerMetrics metrics, SnapshotHolder snapshots) {
    try {
      Consumer<byte[], byte[]> consumer = consumer();
      return pollThread(pool, metrics, snapshots, consumer, publisher(consumer));
    } catch (KafkaException e) {
      if (e instanceof ConfigException || e.getCause() instanceof ConfigException) {
        throw new IllegalArgumentException(
            "no client of "
                + settings.bootstrapServers()
                + ": "
                + (e.getCause() == null ? e : e.getCause()).getMessage(),
            e);
      }
      throw e;
    }
  }

  private PollThread pollThread(
      InferencePool pool,
      WorkerMetrics metrics,
      SnapshotHolder snapshots,
      Consumer<byte[], byte[]> consumer,
      Publisher publisher) {
    RecordLimits limits = new RecordLimits(clients.maxRequestSize());
    Troubles troubles = new Troubles(metrics, System::nanoTime);
    Denials denials = new Denials(routes(), clients.transactionalId());
    TopicWatch topics =
        new TopicWatch(TopicSource.of(clients::admin), routes(), troubles, System::nanoTime);
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
            topics,
            troubles,
            metrics,
            PollLoop.Pace.DEFAULT);
    return new PollThread(
        consumer,
        publisher,
        preconditions(consumer, publisher, limits, denials, troubles),
        loop,
        topics,
        denials,
        troubles,
        settings.jobs(),
        settings.drainLimit(),
        metrics,
        snapshots);
  }

  private Preconditions preconditions(
      Consumer<byte[], byte[]> consumer,
      Publisher publisher,
      RecordLimits limits,
      Denials denials,
      Troubles troubles) {
    return new Preconditions(
        consumer,
        settings.bootstrapServers(),
        List.of(settings.jobs(), settings.results(), settings.deadLetters()),
        List.of(
            new Permissions(clients::admin, routes(), denials)::require,
            publisher::initialise,
            () -> limits.read(clients::admin, List.of(settings.results(), settings.deadLetters()))),
        troubles,
        System::nanoTime);
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
