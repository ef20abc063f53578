package dev.audioinsight.stack.chaos;

import dev.audioinsight.contract.AudioInfo;
import dev.audioinsight.stack.harness.CommittedReader;
import dev.audioinsight.stack.harness.Sender;
import dev.audioinsight.stack.harness.Topics;
import dev.audioinsight.stack.harness.WorkerProcess;
import dev.audioinsight.worker.BrokenWorkerMain;
import dev.audioinsight.worker.kafka.BrokenRule;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Workers that break a rule, a few jobs, and the checker. Confined to one thread. */
final class Trial implements AutoCloseable {
  /** Longer than any honest wait. */
  static final Duration LIMIT = Duration.ofMinutes(2);

  /** An answer that has not come so long after all others is lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final long DURATION_MS = 4_711;

  private final Topics topics = Topics.fresh("trial");
  private final Map<String, String> expected = new HashMap<>();
  private final Checker checker = new Checker(expected);
  private final Fleet fleet;
  private final Sender sender;
  private final CommittedReader reader;

  Trial(Ground ground, int partitions, BrokenRule rule, Map<String, String> properties)
      throws Exception {
    Map<String, String> all = new HashMap<>(properties);
    all.put(BrokenWorkerMain.RULE, rule.name());
    this.fleet =
        new Fleet(
            settings ->
                WorkerProcess.start(
                    BrokenWorkerMain.class.getName(),
                    ground.proxy().bootstrapServers(),
                    topics,
                    settings),
            "classic",
            all,
            new FlightRecorder());
    topics.create(ground.broker().bootstrapServers(), partitions, 1);
    this.sender = new Sender(ground.broker().bootstrapServers(), topics.jobs());
    this.reader = new CommittedReader(ground.broker().bootstrapServers(), topics.results());
  }

  Topics topics() {
    return topics;
  }

  Fleet fleet() {
    return fleet;
  }

  void send(String id, int partition, Map<String, ?> orders) {
    AudioInfo audio = new AudioInfo(DURATION_MS, 16_000, 1, "wav", "0".repeat(64));
    expected.put(id, Fingerprint.of(audio, Optional.empty(), Optional.empty()));
    Map<String, Object> all = new HashMap<>(orders);
    all.put("durationMs", DURATION_MS);
    sender.send(id, partition, all);
  }

  void awaitAnswered(int count) {
    reader.awaitUntil(() -> read().answered() >= count, LIMIT);
  }

  void awaitAnswer(String id) {
    reader.awaitUntil(() -> read().isAnswered(id), LIMIT);
  }

  /** Waits for what is feared, or for the answers where nothing is; then lets the workers drain. */
  Verdict verdict(Harm feared) throws InterruptedException {
    switch (feared) {
      case NONE -> reader.awaitUntil(() -> read().isEachAnswered(), LIMIT);
      case DUPLICATE -> reader.awaitUntil(() -> read().hasDuplicates(), LIMIT);
      case LOSS -> reader.awaitUntil(() -> read().isEachAnswered(), PATIENCE);
    }
    fleet.drain();
    reader.readToEnd();
    return read().verdict();
  }

  private Checker read() {
    return checker.take(reader.records());
  }

  /** What a broken rule does to those who wait for answers. */
  enum Harm {
    NONE,
    DUPLICATE,
    LOSS
  }

  @Override
  public void close() {
    fleet.close();
    sender.close();
    reader.close();
  }
}
