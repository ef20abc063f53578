package dev.audioinsight.contract;

import java.util.Objects;

/**
 * The record that a result answers. Immutable.
 *
 * @param attempt 1 at the first run, one more each time the job was begun again: after a failure
 *     that may pass, or because a worker was lost before it could answer
 */
public record Source(String topic, int partition, long offset, int attempt) {
  public Source {
    Objects.requireNonNull(topic, "topic");
    Checks.requireNotNegative(partition, "partition");
    Checks.requireNotNegative(offset, "offset");
    Checks.require(attempt >= 1, "attempt must be 1 or more, not " + attempt);
  }
}
