package dev.audioinsight.stack.harness;

import static org.awaitility.Awaitility.await;

import dev.audioinsight.stack.TopicMaker;
import dev.audioinsight.worker.Worker;
import dev.audioinsight.worker.WorkerSettings;
import dev.audioinsight.worker.kafka.KafkaSettings;
import dev.audioinsight.worker.observe.SnapshotHolder;
import dev.audioinsight.worker.observe.WorkerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test with a real broker, shared by all, and with topics of its own. Where it is tagged {@code
 * both-brokers} the profile {@code docker} runs it against a broker in a container as well.
 */
@ExtendWith(SharedBroker.class)
public abstract class KafkaIT {
  /** Longer than any honest wait; reached only by a test that fails. */
  protected static final Duration LIMIT = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();
  protected Topics topics;
  protected Sender sender;
  protected CommittedReader reader;

  @BeforeEach
  void openTopics(TestInfo test) {
    topics = Topics.fresh(test.getTestClass().orElseThrow().getSimpleName());
    createTopics(partitions(), topics.jobs());
    createTopics(1, topics.results(), topics.deadLetters());
    sender = opened(new Sender(bootstrapServers(), topics.jobs()));
    reader = opened(new CommittedReader(bootstrapServers(), topics.results()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  /** Partitions of the jobs topic. */
  protected int partitions() {
    return 1;
  }

  protected static String bootstrapServers() {
    return SharedBroker.bootstrapServers();
  }

  protected static void createTopics(int partitions, String... names) {
    TopicMaker.create(bootstrapServers(), partitions, names);
  }

  /** Closes it at the end of the test, last opened first. */
  protected <T extends AutoCloseable> T opened(T resource) {
    open.add(resource);
    return resource;
  }

  /** An administrator of the broker, until the end of the test. */
  protected Admin admin() {
    return opened(Admin.create(Map.of("bootstrap.servers", bootstrapServers())));
  }

  /** A producer of transactions, ready to begin one: whoever had its id is fenced. */
  protected static KafkaProducer<byte[], byte[]> transactionalProducer(String id) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers(), "transactional.id", id),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /** A worker in this process, with two inference threads. */
  protected Worker worker(ObedientProcessor processor, Map<String, String> properties) {
    return worker(processor, topics.settings(bootstrapServers(), properties));
  }

  protected Worker worker(ObedientProcessor processor, KafkaSettings settings) {
    return opened(
        Worker.start(new WorkerSettings(settings, 2, "test/in-process", "test"), processor));
  }

  /** As the other, with metrics to look at. */
  protected Worker worker(
      ObedientProcessor processor, KafkaSettings settings, MeterRegistry meters) {
    return opened(
        Worker.start(
            new WorkerSettings(settings, 2, "test/in-process", "test"),
            processor,
            new WorkerMetrics(meters),
            new SnapshotHolder()));
  }

  /** Makes a topic's records smaller, or larger, from now on. */
  protected static void limit(String topic, int maxMessageBytes) {
    configure(topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
  }

  /** Sets a property of a topic. */
  protected static void configure(String topic, String name, String value) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    ConfigEntry entry = new ConfigEntry(name, value);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin
                      .describeConfigs(List.of(resource))
                      .all()
                      .get(30, TimeUnit.SECONDS)
                      .get(resource)
                      .get(name)
                      .value()
                      .equals(entry.value()));
    } catch (Exception e) {
      throw new AssertionError(name + " could not be set", e);
    }
  }

  /** A worker in a process of its own. */
  protected WorkerProcess workerProcess(Map<String, String> properties) {
    return opened(WorkerProcess.start(bootstrapServers(), topics, properties));
  }
}
