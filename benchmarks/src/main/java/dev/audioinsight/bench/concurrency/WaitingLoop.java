package dev.audioinsight.bench.concurrency;

import dev.audioinsight.bench.engine.ArmSettings;
import dev.audioinsight.bench.harness.TurnTimes;
import dev.audioinsight.contract.InvalidJobException;
import dev.audioinsight.contract.JobCodec;
import dev.audioinsight.worker.engine.Answerer;
import dev.audioinsight.worker.engine.DeadlineTimer;
import dev.audioinsight.worker.engine.JobProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A loop that polls again when all that it has polled is answered, and commits then: the usual
 * consumer. It answers with the worker's own code. Confined to its thread.
 */
final class WaitingLoop {
  /** How many records a poll returns at most unless somebody says otherwise. */
  static final int KAFKAS_DEFAULT = 500;

  /**
   * How long a member may be away from poll: a hundredth of Kafka's default, so that recordings of
   * seconds show what those of a quarter of an hour do.
   */
  static final Map<String, String> POLL_LIMIT =
      Map.of(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "3000");

  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Producer<byte[], byte[]> producer;
  private final String results;
  private final Answerer answerer;
  private final Executor executor;
  private final TurnTimes turns;

  private WaitingLoop(
      ArmSettings settings,
      JobProcessor processor,
      Executor executor,
      TurnTimes turns,
      int maxPollRecords) {
    Map<String, Object> properties = settings.consumerProperties();
    properties.putAll(POLL_LIMIT);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.producer = settings.producer();
    this.results = settings.results();
    this.answerer =
        new Answerer(
            processor,
            new DeadlineTimer(),
            Answerer.provenance("bench", "bench"),
            Clock.systemUTC());
    this.executor = executor;
    this.turns = turns;
    consumer.subscribe(List.of(settings.jobs()));
  }

  /** Analyses on the polling thread. */
  static void blocking(
      ArmSettings settings, JobProcessor processor, TurnTimes turns, int maxPollRecords) {
    start(new WaitingLoop(settings, processor, Runnable::run, turns, maxPollRecords));
  }

  /** Hands all that a poll returned to one pool and waits. */
  static void onOnePool(ArmSettings settings, JobProcessor processor, TurnTimes turns) {
    Executor pool = Executors.newFixedThreadPool(settings.pool());
    start(new WaitingLoop(settings, processor, pool, turns, KAFKAS_DEFAULT));
  }

  private static void start(WaitingLoop loop) {
    Thread thread = new Thread(loop::run, "waiting-loop");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    for (; ; ) {
      turns.comeBack();
      Iterable<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL);
      turns.leave();
      List<CompletableFuture<Void>> answers = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : records) {
        answers.add(CompletableFuture.runAsync(() -> answer(record), executor));
      }
      answers.forEach(CompletableFuture::join);
      producer.flush();
      commit();
    }
  }

  private void answer(ConsumerRecord<byte[], byte[]> record) {
    try {
      byte[] result = answerer.answer(JobCodec.decode(record.value(), "none")).bytes();
      Future<RecordMetadata> unused =
          producer.send(new ProducerRecord<>(results, record.key(), result));
    } catch (InvalidJobException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private void commit() {
    try {
      consumer.commitSync();
    } catch (CommitFailedException | RebalanceInProgressException e) {
      // The group did without this member; the next poll joins again, and gets the same records.
    }
  }
}
