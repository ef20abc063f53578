package dev.audioinsight.stack.chaos;

import dev.audioinsight.contract.Result;
import dev.audioinsight.contract.ResultCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Compares what a {@code read_committed} reader sees with what was sent. Confined to one thread;
 * the jobs may be added to by another meanwhile.
 */
final class Checker {
  private final Map<String, String> expected;
  private final Map<String, Integer> answers = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int taken;

  /**
   * @param expected the fingerprint of the right answer, by job id
   */
  Checker(Map<String, String> expected) {
    this.expected = expected;
  }

  /** Takes in what has been read since the last call; returns the checker. */
  Checker take(List<ConsumerRecord<byte[], byte[]>> records) {
    for (; taken < records.size(); taken++) {
      take(records.get(taken));
    }
    return this;
  }

  boolean isEachAnswered() {
    return answers.size() >= expected.size() && answers.keySet().containsAll(expected.keySet());
  }

  boolean isAnswered(String id) {
    return answers.containsKey(id);
  }

  boolean hasDuplicates() {
    return answers.values().stream().anyMatch(count -> count > 1);
  }

  int answered() {
    return answers.size();
  }

  Verdict verdict() {
    return new Verdict(
        expected.size(),
        expected.keySet().stream().filter(id -> !answers.containsKey(id)).toList(),
        answers.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::toString).toList(),
        wrong);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      Result result = ResultCodec.decode(record.value());
      answers.merge(result.jobId(), 1, Integer::sum);
      String right = expected.getOrDefault(result.jobId(), "a job that was never sent");
      String said = Fingerprint.of(result);
      if (!said.equals(right)) {
        wrong.add(result.jobId() + " (" + result.source() + "): " + said + ", not " + right);
      }
    } catch (IOException e) {
      wrong.add("not a result, at offset " + record.offset() + ": " + e.getMessage());
    }
  }
}
