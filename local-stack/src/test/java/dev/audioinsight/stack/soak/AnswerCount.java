package dev.audioinsight.stack.soak;

import dev.audioinsight.contract.Result;
import dev.audioinsight.stack.harness.CommittedTopic;
import java.time.Duration;
import java.util.BitSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts the answers that a {@code read_committed} reader sees, and keeps none of them. Confined to
 * one thread.
 */
final class AnswerCount implements AutoCloseable {
  private final CommittedTopic results;
  private final BitSet answered = new BitSet();
  private int twice;
  private int withSpeech;
  private int failed;
  private String firstFailure = "";

  AnswerCount(String bootstrapServers, String topic) {
    results = new CommittedTopic(bootstrapServers, topic, this::count);
  }

  /** Reads what comes within the time. */
  void read(Duration time) {
    results.read(time);
  }

  /** Reads up to the last stable offset as the broker has it now. */
  void readToEnd() {
    results.readToEnd();
  }

  private void count(ConsumerRecord<byte[], byte[]> record) {
    Result result = CommittedTopic.result(record);
    int number = InlineJobs.number(result.jobId());
    if (answered.get(number)) {
      twice++;
    }
    answered.set(number);
    if (result instanceof Result.Completed completed) {
      withSpeech += completed.speech().durationMs() > 0 ? 1 : 0;
    } else if (failed++ == 0) {
      firstFailure = result.toString();
    }
  }

  /** How many jobs have an answer. */
  int answered() {
    return answered.cardinality();
  }

  /** How many answers came to jobs that had one. */
  int twice() {
    return twice;
  }

  /** How many recordings speech was found in. */
  int withSpeech() {
    return withSpeech;
  }

  /** The first failure among the answers; empty if there is none. */
  String firstFailure() {
    return firstFailure;
  }

  @Override
  public void close() {
    results.close();
  }
}
