package dev.audioinsight.worker.kafka;

import dev.audioinsight.worker.engine.InferencePool;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/**
 * Puts the Kafka side together. Thread-safe.
 *
 * <p>Consumer and publisher may be replaced within this package: the tests of the chaos put wrong
 * ones there and see that they are found out.
 */
public class KafkaSide {

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
      Troubles troubles = new Troubles(metrics, System::nanoTime);
      return pollThread(
          pool, metrics, snapshots, consumer, publisher(consumer, troubles), troubles);
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
      Publisher publisher,
      Troubles troubles) {
    RecordLimits limits = new RecordLimits(clients.maxRequestSize());
    Denials denials = new Denials(routes(), clients.transactionalId());
    TopicWatch topics =
        new TopicWatch(
            TopicSource.of(clients::admin),
            routes(),
            troubles,
            pace().patience().silence(),
            System::nanoTime);
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
            pace());
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

  Publisher publisher(Consumer<byte[], byte[]> consumer, Troubles troubles) {
    return switch (settings.delivery()) {
      case EXACTLY_ONCE ->
          new TransactionalPublisher(this::producer, losses(troubles), troubles, System::nanoTime);
      case AT_LEAST_ONCE -> new AtLeastOncePublisher(producer(), consumer, troubles);
    };
  }

  PollLoop.Pace pace() {
    return PollLoop.Pace.DEFAULT;
  }

  Producer<byte[], byte[]> producer() {
    return clients.producer();
  }

  private ProducerLosses losses(Troubles troubles) {
    return new ProducerLosses(
        settings.slot().map(slot -> "slot " + slot + ", ").orElse("")
            + "transactional id "
            + clients.transactionalId(),
        clients.transactionTimeout(),
        troubles,
        System::nanoTime);
  }

  private Routes routes() {
    return new Routes(
        settings.jobs(), settings.results(), settings.deadLetters(), settings.group());
  }
}
