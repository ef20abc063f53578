package dev.audioinsight.bench.engine;

import dev.audioinsight.bench.harness.BrokerProcess;
import dev.audioinsight.bench.harness.Topics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker, and names on it that nobody has had yet. Thread-safe. */
public final class Ground implements AutoCloseable {
  public static final int PARTITIONS = 6;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration LONG_WARM_UP = Duration.ofSeconds(20);

  private final BrokerProcess broker;
  private final Topics topics;
  private final AtomicInteger names = new AtomicInteger();

  public Ground() throws InterruptedException {
    this.broker = BrokerProcess.start();
    this.topics = new Topics(broker.bootstrapServers());
  }

  /** Warms the broker for a short measurement or for a long one. */
  public void warmUp(boolean isLong) throws InterruptedException {
    warmUp(isLong ? LONG_WARM_UP : WARM_UP);
  }

  /** Has the broker worked until its compilers are done with most of it, so long by each loop. */
  void warmUp(Duration each) throws InterruptedException {
    BrokerWarmUp.run(this, each);
  }

  /** A topic of jobs, still empty. */
  public String jobsTopic() throws InterruptedException {
    String name = "jobs-" + names.getAndIncrement();
    topics.create(PARTITIONS, name);
    return name;
  }

  /** A topic of so many jobs. */
  String jobsTopic(Cell cell, int jobs) throws InterruptedException {
    String name = jobsTopic();
    try (JobTopic sender = sender(name)) {
      sender.fill(cell, jobs);
    }
    return name;
  }

  public JobTopic sender(String jobs) {
    return new JobTopic(broker.bootstrapServers(), jobs, PARTITIONS);
  }

  /** Settings of an arm in a group of its own, whose results go to a topic of its own. */
  public ArmSettings settings(String jobs, int pool) throws InterruptedException {
    int number = names.getAndIncrement();
    String results = "results-" + number;
    String deadLetters = "dead-" + number;
    topics.create(PARTITIONS, results, deadLetters);
    return new ArmSettings(
        broker.bootstrapServers(), jobs, results, deadLetters, "group-" + number, pool, PARTITIONS);
  }

  public void remove(ArmSettings settings) {
    topics.delete(settings.results(), settings.deadLetters());
  }

  public void remove(String topic) {
    topics.delete(topic);
  }

  @Override
  public void close() {
    topics.close();
    broker.close();
  }
}
