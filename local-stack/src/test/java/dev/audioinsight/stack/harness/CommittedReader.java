package dev.audioinsight.stack.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.audioinsight.contract.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads a topic from its beginning as a {@code read_committed} reader does, without a group. */
public final class CommittedReader implements AutoCloseable {
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final CommittedTopic topic;

  public CommittedReader(String bootstrapServers, String topic) {
    this.topic = new CommittedTopic(bootstrapServers, topic, records::add);
  }

  public List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  /** All results read so far. */
  public List<Result> results() {
    return records.stream().map(CommittedTopic::result).toList();
  }

  /** Reads until so many records have come. */
  public void awaitRecords(int count, Duration limit) {
    awaitUntil(() -> records.size() >= count, limit);
    assertThat(records).hasSizeGreaterThanOrEqualTo(count);
  }

  /** Reads until the condition holds or the time is over. */
  public void awaitUntil(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
      topic.read();
    }
  }

  /**
   * Reads until each of these jobs has an answer, then to the end of the topic as it stands once no
   * worker runs any more, and asserts that each has exactly one.
   */
  public void assertEachAnsweredOnce(Collection<String> jobIds, Duration limit) {
    awaitUntil(() -> answers().keySet().containsAll(jobIds), limit);
    readToEnd();
    assertThat(answers().keySet()).containsExactlyInAnyOrderElementsOf(jobIds);
    assertThat(answers()).allSatisfy((id, count) -> assertThat(count).as(id).isEqualTo(1));
  }

  /** Number of answers by job id. */
  public Map<String, Integer> answers() {
    Map<String, Integer> answers = new HashMap<>();
    results().forEach(result -> answers.merge(result.jobId(), 1, Integer::sum));
    return answers;
  }

  /** Reads up to the last stable offset as the broker has it now. */
  public void readToEnd() {
    topic.readToEnd();
  }

  @Override
  public void close() {
    topic.close();
  }
}
